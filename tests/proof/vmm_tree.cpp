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
  vm.form =
      dice.of({FormCode::paged, FormCode::paged, FormCode::radix, FormCode::segmented, FormCode::relocation_bounds});
  vm.type = dice.percent(25) ? layout::MapType::process : layout::MapType::resource;
  vm.segment_bits = static_cast<unsigned>(dice.below(6));
  vm.pinned = dice.percent(15);
  if (vm.image.levels > 1 && dice.percent(40)) {  // VMMs in VMMs: not always each of them pages, for the time it takes
    vm.form = dice.of({FormCode::relocation_bounds, FormCode::paged});
    vm.pinned = true;
  }
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
      vms.push_back(random_vm(dice, ending_program(dice, silent, traits.syllables - level - 1, traits.registers)));
      ++sibling_count;
    }
  };
  const Word most = traits.page_words / 32;
  add_siblings(most - 1);
  const std::size_t place = vms.size();
  vms.push_back(random_vm(dice, std::move(outermost)));
  vms.back().io_map = traits.hands_down_console_interrupts ? 1 : 0;
  add_siblings(most);
  tb::VmmImage vmm = tb::vmm_image(random_parameters(dice, vms, traits.page_words), vms);
  outermost = std::move(vmm.image);
  made_.push_back(vmm.places.vms[place]);
  branch = std::to_string(place + 1) + (branch.empty() ? "" : "." + branch);
}

}  // namespace hv::test
