// SPDX-License-Identifier: Apache-2.0
#include "waves/save_file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hv::tb {
namespace {

// GTKWave's trace flags.
constexpr unsigned kDecimal = 0x24, kDecimalFiltered = 0x2024, kText = 0x820, kBit = 0x28;
constexpr unsigned kBlank = 0x200, kGroupBegin = 0x800200, kGroupEnd = 0x1000200;
constexpr std::size_t kMarkerLimit = 26;

// GTKWave's colours of traces.
enum Colour { plain = 0, red = 1, orange = 2, yellow = 3, green = 4, blue = 5, indigo = 6, violet = 7 };

// The window, and how much of it is left for the waves.
constexpr int kWidth = 1900, kRowHeight = 21, kOtherHeight = 140, kSignalsWidth = 200, kWaveWidth = 1625;

class Writer {
 public:
  void line(const std::string& text) { text_ += text + "\n"; }
  void name(const std::string& text) {
    line(text);
    ++rows_;
  }
  void flags(unsigned value) {
    char text[16];
    std::snprintf(text, sizeof text, "@%x", value);
    line(text);
  }
  void comment(const std::string& text) {
    flags(kBlank);
    name("-" + text);
  }
  void begin_group(const std::string& group) {
    flags(kGroupBegin);
    name("-" + group);
  }
  void end_group(const std::string& group) {
    flags(kGroupEnd);
    name("-" + group);
  }
  void trace(const std::string& alias, const std::string& signal, unsigned format, Colour colour) {
    flags(format);
    line("[color] " + std::to_string(colour));
    name("+{" + alias + "} SystemC." + signal);
  }
  void filtered(const std::string& alias, const std::string& signal, const std::string& filter, Colour colour) {
    flags(kDecimalFiltered);
    line("[color] " + std::to_string(colour));
    line("^1 filters/" + filter + ".txt");
    name("+{" + alias + "} SystemC." + signal);
  }
  const std::string& text() const { return text_; }
  int rows() const { return rows_; }

 private:
  std::string text_;
  int rows_ = 0;
};

void add_head(Writer& out, const SaveFile& file, int rows) {
  out.line("[dumpfile] \"" + file.name + ".vcd\"");
  out.line("[savefile] \"" + file.name + ".gtkw\"");
  out.line("[*] shows 0 " + std::to_string(file.duration_ns));  // a comment to GTKWave; scripts/render-waves reads it
  out.line("[timestart] 0");
  out.line("[size] " + std::to_string(kWidth) + " " + std::to_string(rows * kRowHeight + kOtherHeight));
  out.line("[pos] -1 -1");
  const double units_per_200_pixels = 200.0 * static_cast<double>(file.duration_ns) / kWaveWidth;
  char zoom[32];
  std::snprintf(zoom, sizeof zoom, "*%.6f -1", -std::log2(units_per_200_pixels));
  std::string markers = zoom;
  for (std::size_t i = 0; i < kMarkerLimit; ++i)
    markers += i < file.markers.size() ? " " + std::to_string(file.markers[i].time_ns) : " -1";
  out.line(markers);
  for (std::size_t i = 0; i < std::min(kMarkerLimit, file.markers.size()); ++i)
    out.line(std::string("[markername] ") + static_cast<char>('A' + i) + file.markers[i].text);
  out.line("[sst_expanded] 0");
  out.line("[signals_width] " + std::to_string(kSignalsWidth));
}

void add_tree_name(Writer& out, const SaveFile& file) {
  out.begin_group("Tree name");
  out.trace("VMID", "vmid.label[319:0]", kText, yellow);
  out.trace("depth", "vmid.depth[7:0]", kDecimal, yellow);
  for (unsigned level = 1; level <= file.levels; ++level) {
    const std::string i = std::to_string(level);
    out.trace("syllable " + i, "vmid.syllable_" + i + "[63:0]", kDecimal, yellow);
  }
  out.end_group("Tree name");
}

void add_processor(Writer& out, const SaveFile& file) {
  out.begin_group("Processor");
  if (file.has_notes)
    out.filtered("line", "cpu.number[63:0]", file.name, plain);
  else
    out.trace("number", "cpu.number[63:0]", kDecimal, plain);
  out.filtered("phase", "cpu.phase[2:0]", "phase", plain);
  out.trace("IC", "cpu.ic[63:0]", kDecimal, green);
  out.trace("R", "cpu.r[63:0]", kDecimal, green);
  out.filtered("B", "cpu.b[63:0]", "word", green);
  out.filtered("mode", "cpu.mode[1:0]", "mode", green);
  out.trace("instruction", "cpu.instruction[191:0]", kText, green);
  out.end_group("Processor");
}

void add_reference(Writer& out, const SaveFile& file) {
  out.begin_group("Reference");
  out.filtered("kind", "access.kind[2:0]", "kind", plain);
  out.filtered("process name", "access.process_name[63:0]", "name", green);
  for (unsigned level = file.levels; level >= 1; --level) {
    const std::string i = std::to_string(level);
    out.filtered("name at level " + i, "access.name_" + i + "[63:0]", "name", green);
  }
  out.filtered("real name", "access.real_name[63:0]", "name", green);
  out.filtered("result", "access.result[2:0]", "result", plain);
  out.end_group("Reference");
}

void add_composer(Writer& out) {
  out.begin_group("Associator, composer");
  out.filtered("associator", "associator.event[2:0]", "associator", plain);
  out.trace("entries in use", "associator.occupancy[31:0]", kDecimal, indigo);
  out.trace("table words read", "composer.reads[15:0]", kDecimal, indigo);
  out.trace("last: of map level", "composer.map_read_level[63:0]", kDecimal, indigo);
  out.trace("last: name", "composer.map_read_name[63:0]", kDecimal, indigo);
  out.filtered("last: word", "composer.map_read_value[63:0]", "word", indigo);
  out.end_group("Associator, composer");
}

void add_failures(Writer& out) {
  out.begin_group("Faults");
  out.trace("process exception", "exception.active", kBit, orange);
  out.filtered("exception cause", "exception.cause[3:0]", "exception-cause", orange);
  out.trace("exception name", "exception.name[63:0]", kDecimal, orange);
  out.trace("VM-fault", "vm_fault.active", kBit, red);
  out.trace("fault level", "vm_fault.level[63:0]", kDecimal, red);
  out.filtered("fault cause", "vm_fault.cause[3:0]", "fault-cause", red);
  out.trace("fault name", "vm_fault.name[63:0]", kDecimal, red);
  out.end_group("Faults");
}

}  // namespace

std::string save_file_text(const SaveFile& file) {
  Writer out;
  out.comment(file.name);
  add_tree_name(out, file);
  add_processor(out, file);
  add_reference(out, file);
  add_composer(out);
  add_failures(out);
  Writer head;
  add_head(head, file, out.rows());
  return head.text() + out.text();
}

}  // namespace hv::tb
