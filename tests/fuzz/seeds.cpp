// SPDX-License-Identifier: Apache-2.0
// Writes what the kept corpora began with: `fuzz_seeds DIR` makes DIR/trace and DIR/guest.
//
// Traces in each format; nests of each form of map, with VMMs that enter their VM again whatever happened, and a guest
// that loads, stores, calls its supervisor and ends.
#include <algorithm>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "explore/nest.h"
#include "fuzz/check.h"
#include "fuzz/guest_case.h"
#include "trace/trace_writer.h"

namespace hv::fuzz {
namespace {

constexpr Word kNamedWords = 32 * 32;  // of memory and paging store together, at least

namespace fs = std::filesystem;
namespace io = boost::iostreams;

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

template <class Compressor>
std::string compressed(const std::string& text, const Compressor& compressor) {
  std::string result;
  io::filtering_ostream out;
  out.push(compressor);
  out.push(io::back_inserter(result));
  out << text << std::flush;
  out.reset();
  return result;
}

void write_traces(const fs::path& folder) {
  using K = trace::ReferenceKind;
  const std::string lackey = "==1== Lackey\nI  04000a10,3\n L 1ffe80,8\n S 1ffe88,8\n M 0421b0c8,4\nI  04000a13,5\n";
  const std::string din = "2 4000a10\n0 0x1ffe80\n1 1ffe88 rest\n\n2 4000a14\n";
  write(folder / "lackey", lackey);
  write(folder / "din", din);
  write(folder / "lackey.gz", compressed(lackey, io::gzip_compressor()));
  write(folder / "din.xz", compressed(din, io::lzma_compressor()));
  const std::vector<trace::Reference> references = {
      {0x401000, 4, K::fetch}, {0x7fffffffe000, 8, K::store}, {0x401013, 2, K::fetch}, {0, 4096, K::modify}};
  trace::TraceWriter writer((folder / "native").string(), {"p", "p 1", "r", "x86_64", {}});
  writer.write(references.data(), references.size());
  writer.finish();
}

std::string little_endian(Word value, unsigned bytes) {
  std::string text;
  for (unsigned i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i);
  return text;
}

/// The bytes of an instruction, as take_case() reads them; nothing where it has none.
std::string instruction_bytes(Word word) {
  const isa::Instruction instruction = isa::decode(word);
  const auto* const end = std::end(kInstructionCodes);
  const auto* const code = std::find(std::begin(kInstructionCodes), end, instruction.code);
  if (code == end || instruction.displacement >= kNamedWords) return "";
  return little_endian(static_cast<Word>(code - kInstructionCodes), 1) +
         little_endian(instruction.a << 4 | instruction.x, 1) + little_endian(instruction.displacement, 2);
}

/// The words as take_case() reads them.
std::string fills(const std::map<Word, Word>& words) {
  std::string text;
  Word next = ~Word{0};
  for (const auto& [at, word] : words) {
    if (at != next) text += '\0' + little_endian(at, 2);
    const std::string instruction = instruction_bytes(word);
    if (word < 0xfff8)
      text += '\3' + little_endian(word, 2);
    else if (!instruction.empty())
      text += '\2' + instruction;
    else
      text += '\1' + little_endian(word, 8);
    next = at + 1;
  }
  return text;
}

void put(std::map<Word, Word>& words, const explore::Nest& nest, unsigned level, Word name,
         std::initializer_list<Word> values) {
  for (const Word value : values) words[nest.real(level, name++).value] = value;
}

std::string nest_bytes(unsigned depth, const explore::LevelMap& map, const std::string& config) {
  using isa::Op;
  explore::NestShape shape;
  shape.depth = depth;
  shape.page_words = 32;
  shape.pages = 3;
  shape.maps = {map};
  shape.vmm_pages = 1;
  const explore::Nest nest(shape);
  check(!objection(shape) && nest.real_pages() <= 32, "a nest too large");
  std::map<Word, Word> words;
  nest.build([&](RealName name, Word word) { words[name.value] = word; }, nest.resumable());
  for (unsigned level = 0; level < depth; ++level) {
    const Word vmm = nest.vm(level + 1).vmm;
    put(words, nest, level, layout::kVmFaultEntry, {isa::encode(Op::jmp, 0, vmm)});
    put(words, nest, level, vmm, {isa::encode(Op::lvmid, 0, vmm + 1), 1});
  }
  put(words, nest, depth, 0, {isa::encode(Op::jmp, 0, 16)});
  put(words, nest, depth, isa::kNewIc, {32, 0, kUnbounded});
  put(words, nest, depth, 16,
      {isa::encode(Op::load, 1, 64), isa::encode(Op::addi, 1, 3), isa::encode(Op::store, 1, 65),
       isa::encode(Op::svc, 0, 7), isa::encode(Op::load, 2, 96)});
  put(words, nest, depth, 32, {isa::encode(Op::rrb, 4, 0), isa::encode(Op::halt, 0, 5)});
  // IC 0, r 0, b unbounded, syllable 1 entered
  return config + std::string("\0\0\0\0\xf8\xff", 6) + (depth > 0 ? '\1' : '\0') + fills(words);
}

/// A VM whose memory is that of its VMM, tables included: f is the identity, in a table. What it stores changes its own
/// map, while it runs.
std::string sharing_bytes(const std::string& config) {
  using isa::Op;
  constexpr Word kVmtab = 10, kVmcb = 32, kTable = 64, kPages = 12, kCode = 96;
  std::map<Word, Word> words = {{layout::kRoot, kVmtab},
                                {layout::kVmFaultEntry, isa::encode(Op::lvmid, 0, kVmtab)},
                                {isa::kNewIc, kCode},
                                {isa::kNewB, kUnbounded},
                                {kVmtab, 1},
                                {kVmtab + 1, kVmcb},
                                {kVmcb + layout::kTable, kTable},
                                {kVmcb + layout::kPages, kPages},
                                {kVmcb + layout::kProcessorHead, kCode},
                                {kVmcb + layout::kPhiBound, kUnbounded},
                                {kVmcb + layout::kCapabilities, layout::kMayLvmid}};
  for (Word page = 0; page < kPages; ++page) words[kTable + page] = page * 32;
  const Word code[] = {isa::encode(Op::load, 1, kTable + 5),  isa::encode(Op::store, 1, kTable + 6),
                       isa::encode(Op::load, 2, 6 * 32 + 3),  isa::encode(Op::addi, 1, 32),
                       isa::encode(Op::store, 1, kTable + 6), isa::encode(Op::store, 1, 6 * 32 + 3),
                       isa::encode(Op::store, 2, kTable + 7), isa::encode(Op::load, 3, 7 * 32),
                       isa::encode(Op::jmp, 0, kCode + 1)};
  Word at = kCode;
  for (const Word word : code) words[at++] = word;
  return config + std::string("\0\0\0\0\xf8\xff\1", 7) + fills(words);
}

void write_guests(const fs::path& folder) {
  using layout::MapType;
  const std::map<std::string, explore::LevelMap> maps = {
      {"paged", {}},
      {"relocation-bounds", {FormCode::relocation_bounds}},
      {"radix", {FormCode::radix, 2}},
      {"segmented", {FormCode::segmented, 1, MapType::resource, explore::SegmentKind::paged, 1}},
      {"process", {FormCode::paged, 1, MapType::process}}};
  unsigned number = 0;
  for (const auto& [name, map] : maps)
    for (unsigned depth = 0; depth <= 3; ++depth, ++number)
      write(folder / (name + "-" + std::to_string(depth)),
            nest_bytes(depth, map,
                       std::string("\x3c\x05", 2) + '\0' + static_cast<char>(number % 8) +
                           static_cast<char>((number % 3) << 4 | number % 2)));
  for (const char policies : {0, 1, 0x10, 0x20})
    write(folder / ("sharing-" + std::to_string(policies)), sharing_bytes(std::string("\x3c\x05\0\0", 4) + policies));
}

}  // namespace
}  // namespace hv::fuzz

int main(int argc, char* argv[]) {
  hv::fuzz::check(argc == 2, "usage: fuzz_seeds DIR");
  std::filesystem::create_directories(std::filesystem::path(argv[1]) / "trace");
  hv::fuzz::write_traces(std::filesystem::path(argv[1]) / "trace");
  hv::fuzz::write_guests(std::filesystem::path(argv[1]) / "guest");
}
