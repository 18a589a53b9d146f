// SPDX-License-Identifier: Apache-2.0
#include "guest/vmm_image.h"

#include <algorithm>
#include <stdexcept>

#include "semantics/processor/isa.h"

namespace hv::tb {
namespace {

// vmm/layout.hvs
constexpr Word kCount = 32, kDescriptors = 33, kVmtab = 34, kVmcbs = 35, kPool = 36, kFrames = 37, kOwners = 38;
constexpr Word kSlice = 39, kFlags = 40, kDieAt = 41, kPad = 42;
constexpr Word kTell = 1, kPrefix = 2, kChurn = 4, kPinned = 1;
constexpr Word kDescriptorWords = 20, kVmcbSlot = 32, kLineWords = 128;
constexpr Word kMostVms = 9;  // syllables are written with one digit
constexpr unsigned kRadixLevels = 2;

/// Gives out the VMM's memory from name `next` on.
class Places {
 public:
  Places(Word next, Word page_words) : next_(next), page_words_(page_words) {}
  Word words(Word count) { return take(count); }
  Word whole_pages(Word count) { return begin_page(), take(count * page_words_); }
  /// Words that lie on one page.
  Word on_one_page(Word count) {
    if (next_ % page_words_ + count > page_words_) begin_page();
    return take(count);
  }
  void begin_page() { next_ = (next_ + page_words_ - 1) / page_words_ * page_words_; }
  Word next() const { return next_; }

 private:
  Word take(Word count) {
    const Word at = next_;
    next_ += count;
    return at;
  }
  Word next_, page_words_;
};

Word pages_for(Word items, Word per_page) { return (items + per_page - 1) / per_page; }

bool paged_on_demand(const GuestVm& vm) { return !vm.pinned && vm.form != FormCode::relocation_bounds; }

Word pool_frames(const VmmParameters& parameters, const std::vector<GuestVm>& vms) {
  Word needed = 0;
  for (const GuestVm& vm : vms) needed += paged_on_demand(vm) ? vm.image.pages : 0;
  return parameters.frames == 0 || parameters.frames > needed ? needed : parameters.frames;
}

void check(const VmmParameters& parameters, const std::vector<GuestVm>& vms) {
  const auto refuse = [](const std::string& why) { throw std::invalid_argument("no such VMM: " + why); };
  const Word most = std::min(kMostVms, parameters.page_words / kVmcbSlot);
  if (vms.empty() || vms.size() > most)
    refuse("it has " + std::to_string(vms.size()) + " VMs; 1 to " + std::to_string(most) + " are possible");
  for (const GuestVm& vm : vms) {
    const Word least = least_frames(vm.image.levels);
    if (parameters.frames != 0 && parameters.frames < least)
      refuse("its pool has " + std::to_string(parameters.frames) + " frames; one instruction may need " +
             std::to_string(least));
    if (vm.form == FormCode::identity) refuse("f of a VM cannot be the identity: both would have one ROOT");
    if (vm.form == FormCode::radix && vm.image.pages > parameters.page_words * parameters.page_words)
      refuse("a VM has more pages than a radix map of two levels");
  }
}

struct Tables {
  Word root, entries;
};

Tables place_tables(const GuestVm& vm, Word page_words, Places& places) {
  const Word pages = vm.image.pages;
  switch (vm.form) {
    case FormCode::radix: {
      const Word root = places.whole_pages(1);
      return {root, places.whole_pages(pages_for(pages, page_words))};
    }
    case FormCode::segmented: {
      const Word root = places.words(2 * pages_for(pages, Word{1} << vm.segment_bits));
      return {root, places.words(pages)};
    }
    case FormCode::paged: {
      const Word entries = places.words(pages);
      return {entries, entries};
    }
    default: return {0, 0};
  }
}

unsigned parameter_of(const GuestVm& vm) {
  return vm.form == FormCode::radix ? kRadixLevels : vm.form == FormCode::segmented ? vm.segment_bits : 0;
}

/// Assembled once; all of it but the number of pages is the same for every page size.
const GuestImage& vmm_program() {
  static const GuestImage program = built_in_guest("vmm/vmm.hvs", 512);
  return program;
}

/// A Type II map's values are names of the VMM under this φ: everything one page lower.
Word phi_r(const GuestVm& vm, Word page_words) { return vm.type == layout::MapType::process ? page_words : 0; }

}  // namespace

VmmImage vmm_image(const VmmParameters& parameters, const std::vector<GuestVm>& vms) {
  check(parameters, vms);
  const Word page = parameters.page_words, frames = pool_frames(parameters, vms);
  VmmImage made;
  made.image = vmm_program();
  GuestImage& image = made.image;
  Places places(std::max<Word>(image.words.size(), page), page);  // behind the first page: see phi_r()
  const Word pad = places.words(2);
  const Word descriptors = places.words(kDescriptorWords * vms.size());
  const Word vmtab = places.words(vms.size() + 1);
  const Word vmcbs = places.on_one_page(kVmcbSlot * vms.size());
  const Word owners = places.words(2 * frames);
  const Word lines = places.words(kLineWords * vms.size());
  std::vector<Tables> tables;
  for (const GuestVm& vm : vms) tables.push_back(place_tables(vm, page, places));
  const Word pool = places.whole_pages(frames);
  places.begin_page();
  made.places.store_page = places.next() / page;
  for (Word i = 0; i < vms.size(); ++i)
    made.places.vms.push_back({descriptors + i * kDescriptorWords, places.whole_pages(vms[i].image.pages),
                               tables[i].entries, vmcbs + i * kVmcbSlot});
  image.pages = places.next() / page;
  for (const GuestVm& vm : vms) image.levels = std::max(image.levels, vm.image.levels + 1);

  put_boot_block(image, {page, parameters.console, 0, 0, 0, {}});
  const Word flags =
      (parameters.tell ? kTell : 0) | (parameters.prefix ? kPrefix : 0) | (parameters.churn ? kChurn : 0);
  const std::pair<Word, Word> numbers[] = {
      {kCount, vms.size()}, {kDescriptors, descriptors}, {kVmtab, vmtab},   {kVmcbs, vmcbs},
      {kPool, pool},        {kFrames, frames},           {kOwners, owners}, {kSlice, parameters.slice},
      {kFlags, flags},      {kDieAt, parameters.die_at}, {kPad, pad}};
  for (const auto& [name, value] : numbers) image.put(name, value);
  image.put(pad, isa::encode(isa::Op::lvmid, 0, pad + 1, 1));
  for (Word i = 0; i < vms.size(); ++i) {
    const GuestVm& vm = vms[i];
    const Word r = phi_r(vm, page);
    const Word words[] = {vm.image.pages,
                          layout::form_word(vm.form, parameter_of(vm), vm.type),
                          vm.may_lvmid ? layout::kMayLvmid : 0,
                          made.places.vms[i].home,
                          vm.image.entry,
                          paged_on_demand(vm) ? 0 : kPinned,
                          tables[i].root,
                          tables[i].entries,
                          vm.io_map,
                          r,
                          r == 0 ? kUnbounded : image.pages * page - r,
                          lines + i * kLineWords};
    for (Word at = 0; at < std::size(words); ++at) image.put(made.places.vms[i].descriptor + at, words[at]);
    for (Word at = 0; at < vm.image.words.size(); ++at) image.put(made.places.vms[i].home + at, vm.image.words[at]);
  }
  return made;
}

}  // namespace hv::tb
