// SPDX-License-Identifier: Apache-2.0
#include "systemc/composer_module.h"

#include <algorithm>

namespace hv::sc {

using sc_core::sc_time;
using tlm::tlm_generic_payload;

ComposerModule::ComposerModule(sc_core::sc_module_name name, const ComposerConfig& config, const Timing& timing,
                               const VmidRegister& vmid)
    : sc_module(name),
      from_processor("from_processor"),
      from_vmid_unit("from_vmid_unit"),
      phi_registers("phi_registers"),
      to_memory("to_memory"),
      timing_(timing),
      step_time_(clock_(timing.map_step)),
      look_up_time_(clock_(timing.associator)),
      vmid_(vmid),
      debug_(*this),
      composer_(config, vmid, *this, debug_) {
  from_processor.register_b_transport(this, &ComposerModule::access);
  from_processor.register_transport_dbg(this, &ComposerModule::debug_access);
  from_processor.register_get_direct_mem_ptr(this, &ComposerModule::get_direct_mem_ptr);
  from_vmid_unit.register_b_transport(this, &ComposerModule::level_access);
  phi_registers.register_b_transport(this, &ComposerModule::load_phi);
  to_memory.register_invalidate_direct_mem_ptr(this, &ComposerModule::memory_withdraws);
  composer_.tell(this);
}

namespace {

AccessKind kind_of(const tlm_generic_payload& payload, const AccessReport* report) {
  if (payload.is_write()) return AccessKind::write;
  return report && report->fetch ? AccessKind::fetch : AccessKind::read;
}

bool by_process(const AccessReport* report) { return !report || report->by_process; }

/// How many bytes the transaction covers: a stream stays in its width.
unsigned span_of(const tlm_generic_payload& payload) {
  return std::min(payload.get_data_length(), payload.get_streaming_width());
}

}  // namespace

// --- the running machine's references

void ComposerModule::access(tlm_generic_payload& payload, sc_time& delay) {
  AccessReport* const report = payload.get_extension<AccessReport>();
  if (report) report->failure.reset();
  if (span_of(payload) == 0 || span_of(payload) > left_of_page(payload.get_address()))
    return payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
  const Exclusive::Turn turn(exclusive_);
  table_delay_ = &delay;
  const Word name = payload.get_address() / kWordBytes;
  const AccessKind kind = kind_of(payload, report);
  if (RealName real; answer(name, kind, report, real, delay)) return forward(payload, kind, real, delay);
  const std::uint64_t before = map_cycles();
  const Translation translation = translate(name, kind, report);
  delay += clock_(map_cycles() - before);
  std::visit(Visitor{[&](const RealName& real) { forward(payload, kind, real, delay); },
                     [&](const auto& failure) { fail(payload, failure); }},
             translation);
}

/// The short way, where there is one.
bool ComposerModule::answer(Word name, AccessKind kind, const AccessReport* report, RealName& real, sc_time& delay) {
  if (by_process(report)) {
    if (!composer_.answer(ProcessName{name}, kind, real)) return false;
    if (composer_.map_steps_of_hit() > 0) delay += step_time_;
  } else if (!report->tag_page || !composer_.answer_tagged(name, *report->tag_page, kind, real)) {
    return false;
  }
  if (vmid_.depth() > 0) delay += look_up_time_;
  return true;
}

Translation ComposerModule::translate(Word name, AccessKind kind, const AccessReport* report) {
  if (by_process(report)) return composer_.translate(ProcessName{name}, kind);
  if (report->tag_page) return composer_.translate_tagged(name, *report->tag_page, kind);
  return composer_.translate_resource(name, kind);
}

void ComposerModule::forward(tlm_generic_payload& payload, AccessKind kind, RealName real, sc_time& delay) {
  const Word address = payload.get_address(), offset = address % kWordBytes;
  if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) return payload.set_response_status(tlm::TLM_OK_RESPONSE);
  payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  if (real.value < kNamesWithByteAddress) {
    payload.set_address(real.value * kWordBytes + offset);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    to_memory->b_transport(payload, delay);
    payload.set_address(address);
  }
  if (payload.is_dmi_allowed() &&
      !(payload.get_extension<GrantRequest>() && (kind != AccessKind::write || composer_.grants_stores(real))))
    payload.set_dmi_allowed(false);
  if (payload.get_response_status() == tlm::TLM_ADDRESS_ERROR_RESPONSE) {
    fail(payload, composer_.nonexistent(real, kind));
  } else if (kind == AccessKind::write && payload.is_response_ok()) {
    stored(real, offset, span_of(payload));
  }
}

void ComposerModule::stored(RealName first, Word offset, Word bytes) {
  const Word last = (offset + bytes - 1) / kWordBytes;
  for (Word word = 0; word <= last; ++word) composer_.stored(RealName{first.value + word});
}

void ComposerModule::fail(tlm_generic_payload& payload, const Failure& failure) {
  if (AccessReport* const report = payload.get_extension<AccessReport>()) report->failure = failure;
  payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

/// Process pages, resource pages and real pages all keep the offset, so that it does not matter whose page is meant.
Word ComposerModule::left_of_page(Word byte_address) const {
  const PageSize& page = composer_.page();
  return (page.words() - page.offset_in(byte_address / kWordBytes)) * kWordBytes - byte_address % kWordBytes;
}

std::uint64_t ComposerModule::map_cycles() const {
  return mapping_cycles(composer_.counters(), timing_);
}

unsigned ComposerModule::debug_access(tlm_generic_payload& payload) {
  const Word address = payload.get_address(), name = address / kWordBytes;
  const Translation translation = by_process(payload.get_extension<AccessReport>())
                                      ? composer_.probe(ProcessName{name}, AccessKind::read)
                                      : composer_.probe_resource(name, AccessKind::read);
  const RealName* const real = std::get_if<RealName>(&translation);
  if (!real || real->value >= kNamesWithByteAddress) return 0;
  const unsigned length = payload.get_data_length();
  payload.set_data_length(static_cast<unsigned>(std::min<Word>(length, left_of_page(address))));
  payload.set_address(real->value * kWordBytes + address % kWordBytes);
  const unsigned done = to_memory->transport_dbg(payload);
  payload.set_address(address);
  payload.set_data_length(length);
  if (payload.is_write() && done > 0) stored(*real, address % kWordBytes, done);
  return done;
}

// --- grants

bool ComposerModule::get_direct_mem_ptr(tlm_generic_payload& payload, tlm::tlm_dmi& grant) {
  GrantRequest* const request = payload.get_extension<GrantRequest>();
  if (request && by_process(payload.get_extension<AccessReport>())) {
    request->accesses = nullptr;
    const auto page = composer_.grant(ProcessName{payload.get_address() / kWordBytes});
    if (page && (page->writable || !payload.is_write()) && grant_page(payload, *page, grant)) {
      request->issuer = &composer_;
      request->page = *page;
      return true;
    }
  }
  grant.set_start_address(payload.get_address());
  grant.set_end_address(payload.get_address());
  grant.allow_none();
  return false;
}

/// What the memory grants, as far as it is the page; false where that is not all of it.
bool ComposerModule::grant_page(tlm_generic_payload& payload, const PageGrant& page, tlm::tlm_dmi& grant) {
  if (page.frame.value >= kNamesWithByteAddress) return false;
  const Word address = payload.get_address(), bytes = composer_.page().words() * kWordBytes;
  const Word frame = page.frame.value * kWordBytes, first = page.first.value * kWordBytes;
  payload.set_address(frame);
  const bool granted = to_memory->get_direct_mem_ptr(payload, grant);
  payload.set_address(address);
  if (!granted || grant.get_start_address() > frame || grant.get_end_address() - frame < bytes - 1) return false;
  grant.set_dmi_ptr(grant.get_dmi_ptr() + (frame - grant.get_start_address()));
  grant.set_start_address(first);
  grant.set_end_address(first + bytes - 1);
  const sc_time hit =
      clock_(composer_.map_steps_of_hit() * timing_.map_step + (vmid_.depth() > 0 ? timing_.associator : 0));
  grant.set_read_latency(grant.get_read_latency() + hit);
  grant.set_write_latency(grant.get_write_latency() + hit);
  if (!page.writable && grant.is_write_allowed()) grant.set_granted_access(tlm::tlm_dmi::DMI_ACCESS_READ);
  return true;
}

void ComposerModule::withdraw(ProcessName name) {
  const Word first = name.value * kWordBytes;
  from_processor->invalidate_direct_mem_ptr(first, first + composer_.page().words() * kWordBytes - 1);
}

void ComposerModule::withdraw_all() { from_processor->invalidate_direct_mem_ptr(0, ~sc_dt::uint64{0}); }

void ComposerModule::memory_withdraws(sc_dt::uint64, sc_dt::uint64) { composer_.withdraw_grants(); }

// --- the composer's own reads

std::optional<Word> ComposerModule::read(RealName name) {
  if (name.value >= kNamesWithByteAddress) return std::nullopt;
  Word word = 0;
  prepare(table_read_, tlm::TLM_READ_COMMAND, name.value * kWordBytes, &word, kWordBytes);
  to_memory->b_transport(table_read_, *table_delay_);
  if (!table_read_.is_response_ok()) return std::nullopt;
  return word;
}

std::optional<Word> ComposerModule::Debug::read(RealName name) {
  if (name.value >= kNamesWithByteAddress) return std::nullopt;
  Word word = 0;
  tlm_generic_payload payload;
  prepare(payload, tlm::TLM_READ_COMMAND, name.value * kWordBytes, &word, kWordBytes);
  if (module_.to_memory->transport_dbg(payload) != kWordBytes) return std::nullopt;
  return word;
}

// --- for the VMID unit

void ComposerModule::level_access(tlm_generic_payload& payload, sc_time& delay) {
  LevelAccess* const level = payload.get_extension<LevelAccess>();
  if (!level || payload.get_data_length() != kWordBytes || level->name.level > vmid_.depth())
    return payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
  const Exclusive::Turn turn(exclusive_);
  table_delay_ = &delay;
  if (payload.is_write()) {  // at level 0: the VMID unit keeps its control blocks' real addresses
    to_memory->b_transport(payload, delay);
    if (payload.is_response_ok()) composer_.stored(RealName{level->name.value});
    return;
  }
  const std::uint64_t before = map_cycles();
  const LevelRead result = composer_.read_level_word(level->name, level->for_map);
  delay += clock_(map_cycles() - before);
  level->failure.reset();
  if (const auto* word = std::get_if<LevelWord>(&result)) {
    level->real = word->real;
    std::memcpy(payload.get_data_ptr(), &word->value, kWordBytes);
    return payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  level->failure = result;
  payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

void ComposerModule::load_phi(tlm_generic_payload& payload, sc_time&) {
  Word registers[2];
  if (!supported(payload)) return;
  if (payload.get_address() == kPurgeAddress && payload.is_write() && payload.get_data_length() == kWordBytes) {
    composer_.purge();
    return payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  if (payload.get_address() != 0) return payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  if (payload.get_data_length() != sizeof registers) return payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
  if (!payload.is_write()) return payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
  std::memcpy(registers, payload.get_data_ptr(), sizeof registers);
  composer_.load_process_map(registers[0], registers[1]);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace hv::sc
