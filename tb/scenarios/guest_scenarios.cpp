// SPDX-License-Identifier: Apache-2.0
#include "scenarios/guest_scenarios.h"

#include <algorithm>
#include <stdexcept>

#include "guest/os_image.h"

namespace hv::tb {
namespace {

using explore::Configuration;
using layout::MapType;

template <class Values>
auto of_level(const Values& values, unsigned level) {
  return values[std::min<std::size_t>(level, values.size() - 1)];
}

/// The VMM at this level, as configured.
VmmParameters vmm_of_level(const Configuration& configuration, unsigned level) {
  VmmParameters vmm;
  vmm.page_words = configuration.machine.page_words;
  vmm.console = console_name(configuration);
  vmm.frames = of_level(configuration.guest.vmm_frames, level);
  vmm.slice = of_level(configuration.guest.vmm_slice, level);
  vmm.churn = of_level(configuration.guest.vmm_churn, level);
  return vmm;
}

/// The VM of this level, as configured.
GuestVm vm_of_level(const Configuration& configuration, unsigned level, const GuestImage& image) {
  const auto maps = configuration.maps();
  const explore::LevelMap& map = maps[std::min<std::size_t>(level, maps.size()) - 1];
  if (map.form == FormCode::radix && map.radix_levels != 2)
    throw std::invalid_argument("fmap.radix-levels is " + std::to_string(map.radix_levels) +
                                "; the VMM builds radix maps of 2 table levels");
  GuestVm vm;
  vm.image = image;
  vm.form = map.form;
  vm.type = map.type;
  vm.segment_bits = map.segment_bits;
  vm.pinned = map.form == FormCode::segmented && map.segments == explore::SegmentKind::bounded;
  return vm;
}

/// Labels of the image and of everything in it, under tree names that begin with `vmid`.
using Labels = std::map<std::string, std::vector<assembly::Label>>;

/// A machine that holds the image: what is behind `store_page` is its paging store.
Scenario on_real_machine(const GuestImage& image, Word store_page, const Configuration& configuration) {
  Scenario scenario;
  scenario.config = configuration.machine;
  scenario.config.memory_pages = store_page;
  scenario.config.store_pages = image.pages - store_page;
  scenario.image.put(0, image.words);
  scenario.starts = {{{}, Start::Registers{image.entry, 0, kUnbounded}, Start::kForever}};
  scenario.halt_code = 0;
  scenario.shown = 2500;  // the first virtual machine has been entered, and has faulted
  return scenario;
}

GuestImage built_in(const std::string& path, const Configuration& configuration, Word more_pages, Word size,
                    std::vector<Word> own = {}) {
  GuestImage image = built_in_guest(path, configuration.machine.page_words);
  image.pages += more_pages;
  put_boot_block(image, {configuration.machine.page_words, console_name(configuration), 0, size, configuration.seed,
                         std::move(own)});
  return image;
}

GuestImage os_of(const Configuration& configuration, Word size, Word slice) {
  OsParameters os;
  os.page_words = configuration.machine.page_words;
  os.console = console_name(configuration);
  os.workload = configuration.guest.size ? configuration.guest.size : size;
  os.slice = configuration.guest.slice ? configuration.guest.slice : slice;
  os.seed = configuration.seed;
  return os_image(os);
}

GuestImage talker(const Configuration& configuration, char letter) {
  const Word lines = configuration.guest.size ? configuration.guest.size : 3;
  return built_in("programs/talk.hvs", configuration, 3, lines, {static_cast<Word>(letter)});
}

GuestVm vm_with(GuestImage image, bool may_lvmid = true) {
  GuestVm vm;
  vm.image = std::move(image);
  vm.may_lvmid = may_lvmid;
  return vm;
}

// --- the scenarios

Scenario os(const Configuration& configuration) { return under_vmms(os_of(configuration, 64, 2000), configuration); }
Scenario small_os(const Configuration& configuration) {
  return under_vmms(os_of(configuration, kSmallWorkload, 500), configuration);
}

/// Three VMs, of which the second is a VMM with two.
Scenario tree(const Configuration& configuration) {
  VmmParameters parameters = vmm_of_level(configuration, 0);
  parameters.tell = parameters.prefix = true;
  const VmmImage inner =
      vmm_image(parameters, {vm_with(talker(configuration, 'b')), vm_with(talker(configuration, 'c'))});
  const VmmImage outer = vmm_image(
      parameters, {vm_with(talker(configuration, 'a')), vm_with(inner.image), vm_with(talker(configuration, 'd'))});
  Scenario scenario = on_real_machine(outer.image, outer.places.store_page, configuration);
  scenario.labels = {{"NULL", outer.image.labels}, {"2", inner.image.labels}};
  scenario.shown = Start::kForever;
  for (const char* leaf : {"1", "2.1", "2.2", "3"}) scenario.labels[leaf] = talker(configuration, ' ').labels;
  return scenario;
}

/// The second VM's VMM fails while its VMs run; the other VMs, and the VMM above, never notice.
Scenario dying(const Configuration& configuration) {
  VmmParameters parameters = vmm_of_level(configuration, 0);
  parameters.tell = parameters.prefix = true;
  VmmParameters failing = parameters;
  failing.die_at = 12;
  const VmmImage inner = vmm_image(failing, {vm_with(talker(configuration, 'b')), vm_with(talker(configuration, 'c'))});
  const VmmImage outer = vmm_image(parameters, {vm_with(talker(configuration, 'a')), vm_with(inner.image)});
  Scenario scenario = on_real_machine(outer.image, outer.places.store_page, configuration);
  scenario.labels = {{"NULL", outer.image.labels}, {"2", inner.image.labels}};
  scenario.halt_code = 1;  // not every VM came to a good end
  return scenario;
}

/// Machines without the virtual machine instructions (M) beside one that has them (M*): all try LVMID.
Scenario terminal(const Configuration& configuration) {
  VmmParameters parameters = vmm_of_level(configuration, 0);
  parameters.tell = parameters.prefix = true;
  const GuestImage climber = built_in("programs/climb.hvs", configuration, 1, 0);
  const VmmImage outer =
      vmm_image(parameters, {vm_with(climber, false), vm_with(climber, true), vm_with(climber, false)});
  Scenario scenario = on_real_machine(outer.image, outer.places.store_page, configuration);
  scenario.labels = {{"NULL", outer.image.labels}};
  return scenario;
}

/// The innermost machine wants to go one level deeper than the VMID register has room for.
Scenario depth_limit(const Configuration& configuration) {
  return under_vmms(built_in("programs/climb.hvs", configuration, 1, 0), configuration);
}

/// With pools as small as they can be, unless the user has said how large.
Configuration tight(Configuration configuration) {
  auto& frames = configuration.guest.vmm_frames;
  if (frames != std::vector<Word>{0}) return configuration;
  for (unsigned level = 0; level < configuration.depth; ++level) {
    frames.resize(level + 1);
    frames[level] = least_frames(configuration.depth - 1 - level);
  }
  return configuration;
}

Scenario paging(const Configuration& configuration) { return small_os(tight(configuration)); }

/// More pages than any pool has frames, used in turn: nearly each use is a VM-fault, at every level.
Scenario storm(const Configuration& given) {
  const Configuration configuration = tight(given);
  const Word rounds = configuration.guest.size ? configuration.guest.size : 4;
  return under_vmms(built_in("programs/walk.hvs", configuration, 96, rounds), configuration);
}

Configuration guest_base(unsigned depth) {
  Configuration base;
  base.depth = depth;
  base.machine.console_page = kConsolePage;
  base.fmap_radix_levels = {2};
  return base;
}

Configuration sliced_base(unsigned depth, Word slice) {
  Configuration base = guest_base(depth);
  base.guest.vmm_slice = {slice};
  return base;
}

Configuration mixed_base() {
  Configuration base = guest_base(4);
  base.fmap_forms = {FormCode::relocation_bounds, FormCode::segmented, FormCode::paged, FormCode::radix};
  base.fmap_segments = {explore::SegmentKind::paged};
  base.fmap_types = {MapType::resource, MapType::resource, MapType::process, MapType::resource};
  return base;
}

Configuration paging_base(unsigned depth) {
  Configuration base = sliced_base(depth, 5000);
  base.guest.vmm_churn = {true};
  return base;
}

Configuration limit_base() {
  Configuration base = guest_base(2);
  base.machine.syllables = 2;
  return base;
}

}  // namespace

Word console_name(const Configuration& configuration) {
  return configuration.machine.console_page * configuration.machine.page_words;
}

Scenario under_vmms(const GuestImage& innermost, const Configuration& configuration) {
  GuestImage image = innermost;
  Word store_page = innermost.pages;
  Labels labels;
  for (unsigned level = configuration.depth; level > 0; --level) {
    std::string name;
    for (unsigned i = 0; i < level; ++i) name += i ? ".1" : "1";
    labels[name] = image.labels;
    const VmmImage vmm = vmm_image(vmm_of_level(configuration, level - 1), {vm_of_level(configuration, level, image)});
    image = vmm.image;
    store_page = vmm.places.store_page;
  }
  labels["NULL"] = image.labels;
  Scenario scenario = on_real_machine(image, store_page, configuration);
  scenario.labels = labels;
  return scenario;
}

const std::vector<GuestScenario>& guest_scenarios() {
  static const std::vector<GuestScenario> all{
      {"os", "an operating system and its processes, under --depth VMMs", guest_base(1), false, os},
      {"tree", "a VMM with three virtual machines, of which one is a VMM with two", sliced_base(2, 1500), true, tree},
      {"paging", "the operating system, each VMM taking pages away under the others' feet", paging_base(3), false,
       paging},
      {"mixed", "the operating system under maps of another form at each level, one of them Type II", mixed_base(),
       false, small_os},
      {"storm", "nearly every reference is a VM-fault", guest_base(2), false, storm},
      {"terminal", "machines without the virtual machine instructions beside one that has them", sliced_base(1, 1500),
       true, terminal},
      {"limit", "the VMID register is full", limit_base(), false, depth_limit},
      {"dying", "a VMM fails while its virtual machines run", sliced_base(2, 1500), true, dying},
  };
  return all;
}

}  // namespace hv::tb
