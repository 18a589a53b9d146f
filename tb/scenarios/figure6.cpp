// SPDX-License-Identifier: Apache-2.0
#include "scenarios/figure6.h"

#include "semantics/processor/isa.h"
#include "semantics/vm_layout.h"

namespace hv::tb {
namespace {

using isa::encode;
using isa::Op;
namespace vm = layout;

constexpr Word kPage = 1000;
constexpr Word kT = kAbsentBit;

// Where level 0 keeps things. VM 1 keeps its own at the same names of its page 0, which is real page 7.
constexpr Word kVmtab = 100, kVmcb1 = 200, kVmcb2 = 240, kTable1 = 300, kTable2 = 320;
constexpr Word kVm1Page0 = 7000;

// Guest software of the continuations: names of its own level.
constexpr Word kBoot = 400, kSyllable = 410, kHandler = 420, kFrames = 450, kEvict = 460, kAbsent = 461;

std::vector<Word> vmcb(Word table, Word pages, Word ic, Word r, Word b, Word capabilities) {
  std::vector<Word> words(vm::vmcb_words(isa::kProcessorWords), 0);
  words[vm::kTable] = table;
  words[vm::kPages] = pages;
  words[vm::processor_word(0)] = ic;
  words[vm::processor_word(1)] = r;
  words[vm::processor_word(2)] = b;
  words[vm::kCapabilities] = capabilities;
  words[vm::kForm] = vm::form_word(FormCode::paged);
  return words;
}

MachineConfig machine() {
  MachineConfig config;
  config.memory_pages = 14;
  config.page_words = kPage;
  return config;
}

/// New IC and R-B of the exception swap: the handler of the level runs at `ic` with all of its memory.
std::vector<Word> exception_entry(Word ic, Word bound) { return {ic, 0, bound}; }

Scenario continuation(std::string name, std::string title) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.title = std::move(title);
  scenario.config = machine();
  scenario.image = figure6_image();
  scenario.starts = {{{}, Start::Registers{kBoot, 0, 14 * kPage}, 200}};
  return scenario;
}

/// A VMM that starts VM `syllable` and halts when that VM has ended. On any other VM-fault it gives the page that
/// failed the frame that `frames` (a table of one word a page) has for it; the first time only, and where `evict` is
/// not 0, it takes page `evict` away as well. `at0` is the real name of the level's page 0.
void put_vmm(Image& image, Word at0, Word syllable, Word vmcb, Word table, const std::vector<Word>& frames,
             Word evict) {
  image.put(at0 + vm::kVmFaultEntry, {encode(Op::jmp, 0, kHandler)});
  image.put(at0 + kBoot, {encode(Op::lvmid, 0, kSyllable)});
  image.put(at0 + kSyllable, {syllable});
  image.put(at0 + kFrames, frames);
  image.put(at0 + kEvict, {evict, kT});
  image.put(at0 + kHandler, {
                                encode(Op::load, 1, vmcb + vm::kStatus),
                                encode(Op::andi, 1, 0xff),
                                encode(Op::seqi, 1, static_cast<Word>(FaultCause::ended)),
                                encode(Op::jnz, 1, kHandler + 14),
                                encode(Op::load, 2, vmcb + vm::kFaultName),
                                encode(Op::divi, 2, kPage),
                                encode(Op::load, 3, kFrames, 2),
                                encode(Op::store, 3, table, 2),  // the page is there (again)
                                encode(Op::load, 4, kEvict),
                                encode(Op::jz, 4, kHandler + 13),
                                encode(Op::load, 5, kAbsent),
                                encode(Op::store, 5, table, 4),  // another one is not
                                encode(Op::store, 6, kEvict),    // R6 is 0: never again
                                encode(Op::lvmid, 0, kSyllable),
                                encode(Op::halt, 0, 0),
                            });
}

}  // namespace

Image figure6_image() {
  Image image;
  // Level 0: VMTAB, two VMCBs, two page tables.
  image.put(vm::kRoot, {kVmtab, encode(Op::halt, 0, 0)});
  image.put(isa::kNewIc, exception_entry(1, 14 * kPage));
  image.put(kVmtab, {2, kVmcb1, kVmcb2});
  image.put(kVmcb1, vmcb(kTable1, 5, 2100, 1000, 3000, vm::kMayLvmid));
  image.put(kVmcb2, vmcb(kTable2, 6, 1100, 2000, 4000, 0));
  image.put(kTable1, {7000, 6000, 5000, 4000, 3000});
  image.put(kTable2, {12000, 11000, kT, 9000, 8000, 13000});
  image.put(2000, {encode(Op::lvmid, 0, 2800)});
  image.put(2800, {1});
  // VM 1's page 3: two instructions of its process, one of its VMM.
  image.put(4100, {encode(Op::load, 0, 128), encode(Op::load, 0, 3500)});
  image.put(4200, {encode(Op::lvmid, 0, 1300)});
  // VM 1's page 2, which is page 3 of VM 1.1.
  image.put(5100, {encode(Op::load, 0, 500)});
  // VM 1's page 1: data.
  image.put(6128, {999});
  image.put(6300, {1});
  // VM 1's page 0: its fixed locations, VMTAB, the VMCB and the page table of VM 1.1.
  image.put(kVm1Page0 + vm::kRoot, {kVmtab, encode(Op::halt, 0, 0)});
  image.put(kVm1Page0 + isa::kNewIc, exception_entry(1, 5 * kPage));
  image.put(kVm1Page0 + kVmtab, {1, kVmcb1});
  image.put(kVm1Page0 + kVmcb1, vmcb(kTable1, 4, 1100, 2000, 2000, 0));
  image.put(kVm1Page0 + kTable1, {kT, kT, kT, 2000});
  // VM 2's page 3.
  image.put(9100, {encode(Op::load, 0, 100)});
  return image;
}

Scenario table2() {
  Scenario scenario;
  scenario.name = "table2";
  scenario.title = "the paper's example: the six lines of Table II";
  scenario.config = machine();
  scenario.image = figure6_image();
  scenario.starts = {{{}, Start::Registers{2000, 0, 14 * kPage}, 3},
                     {{2}, std::nullopt, 1},
                     {{1}, Start::Registers{3200, 0, 5 * kPage}, 2}};
  scenario.notes = {"LVMID instruction",
                    "Virtual Machine instruction execution",
                    "Process exception in virtual machine",
                    "Virtual Machine fault and different VMID",
                    "LVMID with recursion",
                    "Recursive instruction execution and VM-fault"};
  return scenario;
}

Scenario repair_page() {
  Scenario scenario = continuation("repair-page", "line 4 goes on: level 0 gives VM 2 its page, LVMID again");
  put_vmm(scenario.image, 0, 2, kVmcb2, kTable2, {12000, 11000, 10000, 9000, 8000, 13000}, 0);
  scenario.image.put(9101, {encode(Op::halt, 0, 0)});
  scenario.image.put(10100, {777});
  return scenario;
}

Scenario repair_nested() {
  Scenario scenario = continuation("repair-nested", "line 6 goes on: level 1 gives VM 1.1 its page, LVMID again");
  put_vmm(scenario.image, 0, 1, kVmcb1, kTable1, {7000, 6000, 5000, 4000, 3000}, 0);
  scenario.image.put(kVmcb1, vmcb(kTable1, 5, kBoot, 0, 5 * kPage, vm::kMayLvmid));
  put_vmm(scenario.image, kVm1Page0, 1, kVmcb1, kTable1, {0, 0, 4000, 2000}, 0);
  scenario.image.put(5101, {encode(Op::halt, 0, 0)});
  scenario.image.put(3500, {888});
  return scenario;
}

namespace {

/// VM 1.1 has its page 2 from the start, on VM 1's page 4; VM 1 has not: the first fault goes to level 0, and 1.1 stays
/// suspended. Level 0 repairs it and takes page `evict` of VM 1 away.
Scenario evicting(std::string name, std::string title, Word evict) {
  Scenario scenario = continuation(std::move(name), std::move(title));
  put_vmm(scenario.image, 0, 1, kVmcb1, kTable1, {7000, 6000, 5000, 4000, 3000}, evict);
  scenario.image.put(kVmcb1, vmcb(kTable1, 5, kBoot, 0, 5 * kPage, vm::kMayLvmid));
  scenario.image.put(kTable1 + 4, {kT});
  put_vmm(scenario.image, kVm1Page0, 1, kVmcb1, kTable1, {0, 0, 4000, 2000}, 0);
  scenario.image.put(kVm1Page0 + kTable1 + 2, {4000});
  scenario.image.put(5101, {encode(Op::halt, 0, 0)});
  scenario.image.put(3500, {888});
  return scenario;
}

}  // namespace

Scenario evict_resume() {
  return evicting("evict-resume", "level 0 evicts a page under suspended VM 1.1; one LVMID restarts the nest", 2);
}

Scenario evict_table() {
  Scenario scenario =
      evicting("evict-table", "level 0 evicts the page of VM 1.1's page table: the composer's own read faults", 1);
  constexpr Word kTableOnPage1 = 1100;
  scenario.image.put(kVm1Page0 + kVmcb1, vmcb(kTableOnPage1, 4, 1100, 2000, 2000, 0));
  scenario.image.put(6100, {kT, kT, 4000, 2000});
  return scenario;
}

}  // namespace hv::tb
