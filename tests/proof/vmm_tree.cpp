// SPDX-License-Identifier: Apache-2.0
#include "proof/vmm_tree.h"

#include <algorithm>

#include "proof/ending_program.h"
#include "proof/random_code.h"

namespace hv::test {
namespace {

tb::GuestVm random_vm(Dice& dice, tb::GuestImage image) {
  tb::GuestVm vm;
  vm.image = std::move(image);
  vm.form = dice.of({FormCode::paged, FormCode::paged, FormCode::relocation_bounds, FormCode::relocation_bounds, FormCode::radix,
                     FormCode::segmented});
  vm.type = dice.percent(25) ? layout::MapType::process : layout::MapType::resource;
  vm.segment_bits = static_cast<unsigned>(dice.below(6));
  vm.pinned = dice.percent(15);
  return vm;
}

tb::VmmParameters random_parameters(Dice& dice, const std::vector<tb::GuestVm>& vms, Word page_words) {
  tb::VmmParameters parameters;
  parameters.page_words = page_words;
  parameters.console = kConsolePage * page_words;
  unsigned levels = 0;
  for (const auto& vm : vms) levels = std::max(levels, vm.image.levels);
  if (dice.percent(70)) parameters.frames = tb::least_frames(levels) + dice.below(8);
  const bool one = vms.size() == 1;
  if (!one || dice.percent(50)) parameters.slice = dice.percent(30) ? dice.between(2, 60) : dice.between(50, 1000);
  parameters.churn = dice.percent(60);
  return parameters;
}

}  // namespace

VmmTree::VmmTree(Dice& dice, const tb::GuestImage& guest, const Traits& traits) : outermost(guest) {
  for (unsigned level = traits.depth; level-- > 0;) wrap(dice, traits, level);
  std::reverse(made_.begin(), made_.end());
  for (std::size_t i = 0; i + 1 < made_.size(); ++i) inner_vmm_home_ += made_[i].home;
  home_ = inner_vmm_home_;
}

void VmmTree::wrap(Dice& dice, const Traits& traits, unsigned level) {
  std::vector<tb::GuestVm> vms;
  const auto add_siblings = [&](Word most) {
    while (traits.siblings && vms.size() < most && dice.percent(25)) {
      GuestTraits silent;
      silent.page_words = traits.page_words;
      silent.console = false;
      vms.push_back(random_vm(dice, ending_program(dice, silent, traits.syllables - level - 1)));
      ++sibling_count;
    }
  };
  const Word most = traits.page_words / 32;
  add_siblings(most - 1);
  const std::size_t place = vms.size();
  vms.push_back(random_vm(dice, std::move(outermost)));
  vms.back().io_map = traits.hands_down_console_interrupts ? 1 : 0;
  add_siblings(most);
  const auto parameters = random_parameters(dice, vms, traits.page_words);
  tb::VmmImage vmm = tb::vmm_image(parameters, vms);
  if (getenv("HVDBG")) { printf("VMM of levels %u: frames %lu slice %lu churn %d page %lu pages %lu\n", vmm.image.levels, parameters.frames, parameters.slice, parameters.churn, parameters.page_words, vmm.image.pages);
  for (auto& vm : vms) printf("   vm form %d type %d bits %u pinned %d pages %lu levels %u\n", (int)vm.form, (int)vm.type, vm.segment_bits, vm.pinned, vm.image.pages, vm.image.levels); }
  outermost = std::move(vmm.image);
  made_.push_back(vmm.places.vms[place]);
  branch = std::to_string(place + 1) + (branch.empty() ? "" : "." + branch);
}

}  // namespace hv::test
