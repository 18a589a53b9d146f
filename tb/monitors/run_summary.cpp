// SPDX-License-Identifier: Apache-2.0
#include "monitors/run_summary.h"

#include <algorithm>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

#include "monitors/event.h"

namespace hv::tb {

void RunSummary::started() {
  divide();
  running_ = reached_ = vmid_.syllables();
  machine(running_);
}

void RunSummary::turned(const StepResult& result) {
  divide();
  if (reached_.size() > running_.size()) ++machine(running_).lvmid;
  if (result.fault) {
    const auto levels = std::min<std::size_t>(result.fault->level, reached_.size());
    const auto end = reached_.begin() + static_cast<std::ptrdiff_t>(levels);
    ++machine({reached_.begin(), end}).vm_faults_given;
    ++machine({reached_.begin(), end - 1}).vm_faults_taken;
  }
  running_ = reached_ = vmid_.syllables();
  machine(running_);
}

MachineShare& RunSummary::machine(const Vmid& vmid) {
  MachineShare& share = machines_[vmid];
  share.vmid = vmid;
  return share;
}

/// What was counted since the last time was the running machine's.
void RunSummary::divide() {
  MachineShare& share = machine(running_);
  const auto take = [](std::uint64_t& part, std::uint64_t& divided, std::uint64_t now) {
    part += now - divided;
    divided = now;
  };
  take(share.instructions, instructions_, counters_.instructions);
  take(share.process_exceptions, process_exceptions_, counters_.process_exceptions);
  take(share.interrupts, interrupts_, counters_.interrupts);
  take(share.cycles, cycles_, now_());
}

std::vector<MachineShare> RunSummary::machines() const {
  std::vector<MachineShare> machines;
  for (const auto& [vmid, share] : machines_) machines.push_back(share);
  return machines;
}

namespace {

struct Column {
  const char* title;
  const char* name;
  std::uint64_t MachineShare::*count;
};
constexpr Column kColumns[] = {{"instructions", "instructions", &MachineShare::instructions},
                               {"LVMID", "lvmid", &MachineShare::lvmid},
                               {"faults given", "vm_faults_given", &MachineShare::vm_faults_given},
                               {"faults taken", "vm_faults_taken", &MachineShare::vm_faults_taken},
                               {"exceptions", "process_exceptions", &MachineShare::process_exceptions},
                               {"interrupts", "interrupts", &MachineShare::interrupts},
                               {"cycles", "cycles", &MachineShare::cycles}};

std::string percent(std::uint64_t part, std::uint64_t whole) {
  std::ostringstream text;
  const double share = whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  text << std::fixed << std::setprecision(1) << share << " %";
  return text.str();
}

void row(std::ostringstream& text, std::size_t width, const std::string& name, const MachineShare& share,
         std::uint64_t all_cycles) {
  text << std::left << std::setw(static_cast<int>(width)) << name << std::right;
  for (const Column& column : kColumns)
    text << "  " << std::setw(std::max(12, static_cast<int>(std::string(column.title).size()))) << share.*column.count;
  text << "  " << std::setw(7) << percent(share.cycles, all_cycles) << "\n";
}

}  // namespace

std::string summary_text(const std::vector<MachineShare>& machines) {
  MachineShare sum;
  std::vector<std::uint64_t> by_level;
  std::size_t width = std::string("machine").size();
  for (const MachineShare& share : machines) {
    for (const Column& column : kColumns) sum.*column.count += share.*column.count;
    by_level.resize(std::max(by_level.size(), share.vmid.size() + 1));
    by_level[share.vmid.size()] += share.cycles;
    width = std::max(width, tree_name(share.vmid).size());
  }
  std::ostringstream text;
  text << std::left << std::setw(static_cast<int>(width)) << "machine" << std::right;
  for (const Column& column : kColumns) text << "  " << std::setw(12) << column.title;
  text << "  " << std::setw(7) << "share"
       << "\n";
  for (const MachineShare& share : machines) row(text, width, tree_name(share.vmid), share, sum.cycles);
  row(text, width, "all", sum, sum.cycles);
  text << "time by level ";
  for (std::size_t level = 0; level < by_level.size(); ++level)
    text << (level == 0 ? " " : ", ") << level << ": " << percent(by_level[level], sum.cycles);
  text << "\n";
  return text.str();
}

nlohmann::ordered_json to_json(const std::vector<MachineShare>& machines) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const MachineShare& share : machines) {
    nlohmann::ordered_json each{{"vmid", tree_name(share.vmid)}, {"level", share.vmid.size()}};
    for (const Column& column : kColumns) each[column.name] = share.*column.count;
    json.push_back(each);
  }
  return json;
}

}  // namespace hv::tb
