// SPDX-License-Identifier: Apache-2.0
// Direct memory pointers: through the composer only for those who keep its associator exact.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

class Dmi : public Simulation {
 protected:
  Rig rig;
};

TEST_F(Dmi, IsRefusedThroughTheComposerToWhoeverAsksAsUsual) {
  simulate([this] {
    for (const bool beneath_vms : {false, true}) {
      if (beneath_vms) {
        ASSERT_EQ(rig.enter(), reg::entered);
      }
      tlm::tlm_dmi grant;
      grant.allow_read_write();
      EXPECT_FALSE(rig.processor.ask_dmi(tlm::TLM_READ_COMMAND, 40, grant));
      EXPECT_TRUE(grant.is_none_allowed());
      EXPECT_LE(grant.get_start_address(), 40u);
      EXPECT_GE(grant.get_end_address(), 40u);
      EXPECT_FALSE(rig.processor.ask_dmi(tlm::TLM_WRITE_COMMAND, 40, grant));
      EXPECT_EQ(rig.memory.dmi_requests, 0u);
    }
  });
}

TEST_F(Dmi, IsHintedInNoResponse) {
  simulate([this] {
    Bytes data(8);
    EXPECT_EQ(rig.processor.read(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint) << "the memory said that it was allowed";
    ASSERT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(rig.processor.read(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
    EXPECT_EQ(rig.processor.write(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
    EXPECT_EQ(rig.processor.read(rig.level_bytes(), data), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
    EXPECT_EQ(rig.processor.transport(tlm::TLM_IGNORE_COMMAND, 0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.processor.dmi_hint);
  });
}

TEST_F(Dmi, InvalidationByTheMemoryStopsAtTheComposer) {
  simulate([this] {
    rig.memory.invalidate(0, 4095);
    EXPECT_TRUE(rig.processor.invalidated.empty()) << "there is nothing that it could invalidate";
  });
}

TEST_F(Dmi, OtherSocketsGrantNone) {
  simulate([this] {
    tlm::tlm_dmi grant;
    EXPECT_FALSE(rig.registers.ask_dmi(tlm::TLM_READ_COMMAND, 0, grant));
    EXPECT_FALSE(rig.phi.ask_dmi(tlm::TLM_WRITE_COMMAND, 0, grant));
    Bytes data(8);
    EXPECT_EQ(rig.registers.debug(tlm::TLM_READ_COMMAND, 0, data), 0u);
    EXPECT_EQ(rig.phi.debug(tlm::TLM_WRITE_COMMAND, 0, data), 0u);
  });
}

/// An initiator that attaches a GrantRequest.
class DmiWithRequest : public Simulation {
 protected:
  explicit DmiWithRequest(const RigShape& shape = {}) : rig(shape) {
    rig.memory.dmi_last = 65535;
    rig.memory.dmi_latency = sc_core::sc_time(40, sc_core::SC_NS);
  }
  bool ask(Address address, tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
    grant.init();
    return rig.processor.ask_dmi(command, address, grant, 8, extras);
  }
  void touch(Address address) {
    Bytes data(8);
    ASSERT_EQ(rig.processor.read(address, data, extras), tlm::TLM_OK_RESPONSE);
    EXPECT_TRUE(rig.processor.dmi_hint);
  }
  void expect_refused(Address address, tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
    EXPECT_FALSE(ask(address, command));
    EXPECT_TRUE(grant.is_none_allowed());
    EXPECT_EQ(grant.get_start_address(), address) << "of this address only";
    EXPECT_EQ(grant.get_end_address(), address);
  }
  void expect_page(Address page, Address real, double cycles_of_hit) {
    EXPECT_EQ(grant.get_start_address(), page * rig.page_bytes());
    EXPECT_EQ(grant.get_end_address(), (page + 1) * rig.page_bytes() - 1);
    EXPECT_EQ(grant.get_dmi_ptr(), rig.memory.pointed_to(real));
    const sc_core::sc_time hit(10 * cycles_of_hit, sc_core::SC_NS);
    EXPECT_EQ(grant.get_read_latency(), rig.memory.dmi_latency + hit);
    EXPECT_EQ(grant.get_write_latency(), 2 * rig.memory.dmi_latency + hit);
    EXPECT_EQ(request.issuer, &rig.composer.composer());
    EXPECT_EQ(request.page.first.value * 8, page * rig.page_bytes());
    EXPECT_EQ(request.page.frame.value * 8, real);
  }
  static constexpr Address kAll = ~Address{0};
  using Ranges = std::vector<std::pair<Address, Address>>;

  Rig rig;
  sc::GrantRequest request;
  const Extras extras{{}, {}, &request, sc::GrantRequest::ID};
  tlm::tlm_dmi grant;
};

TEST_F(DmiWithRequest, IsAPageWithTheTimeThatAHitTakes) {
  simulate([this] {
    ASSERT_TRUE(ask(2 * rig.page_bytes() + 13));
    EXPECT_TRUE(grant.is_read_write_allowed());
    expect_page(2, 2 * rig.page_bytes(), 1);
    ASSERT_EQ(rig.enter(), reg::entered);
    expect_refused(rig.page_bytes() + 8);
    touch(rig.page_bytes() + 8);
    ASSERT_TRUE(ask(rig.page_bytes() + 16, tlm::TLM_WRITE_COMMAND));
    EXPECT_TRUE(grant.is_read_write_allowed());
    expect_page(1, rig.real_byte(rig.page_bytes()), 2);
  });
}

TEST_F(DmiWithRequest, IsRefusedForNamesPastPhiAndWhereThereIsNoName) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    touch(0);
    tlm::tlm_generic_payload payload;
    sc::AccessReport report;
    report.by_process = false;
    payload.set_extension(&request);
    payload.set_extension(&report);
    payload.set_address(0);
    EXPECT_FALSE(rig.processor.socket->get_direct_mem_ptr(payload, grant));
    report.by_process = true;
    EXPECT_TRUE(rig.processor.socket->get_direct_mem_ptr(payload, grant));
    payload.clear_extension(&request);
    payload.clear_extension(&report);
    expect_refused(rig.level_bytes());
  });
}

TEST_F(DmiWithRequest, IsNoMoreThanTheMemoryGrants) {
  simulate([this] {
    const Address page = 3 * rig.page_bytes();
    rig.memory.grants_dmi = false;
    expect_refused(page);
    rig.memory.grants_dmi = true;
    rig.memory.dmi_first = page + 8;
    expect_refused(page + 16);
    rig.memory.dmi_first = page;
    rig.memory.dmi_last = page + rig.page_bytes() - 2;
    expect_refused(page);
    rig.memory.dmi_last = page + rig.page_bytes() - 1;
    ASSERT_TRUE(ask(page));
    expect_page(3, page, 1);
  });
}

TEST_F(DmiWithRequest, IsForReadingAloneWhereTableWordsAre) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    touch(0);
    ASSERT_EQ(rig.deliver(1), tlm::TLM_OK_RESPONSE);
    const Address table = rig.table_word(1, 0) * 8;
    expect_refused(table, tlm::TLM_WRITE_COMMAND);
    ASSERT_TRUE(ask(table));
    EXPECT_TRUE(grant.is_read_allowed());
    EXPECT_FALSE(grant.is_write_allowed());
    EXPECT_FALSE(request.page.writable);
  });
}

TEST_F(DmiWithRequest, IsTakenBackUpstream) {
  simulate([this] {
    const auto taken_back = [&](const char* what, auto change) {
      touch(0);
      ASSERT_TRUE(ask(0)) << what;
      rig.processor.invalidated.clear();
      change();
      EXPECT_EQ(rig.processor.invalidated, (Ranges{{0, kAll}})) << what;
    };
    const Address registers = 0;
    taken_back("LVMID", [&] { ASSERT_EQ(rig.enter(), reg::entered); });
    taken_back("phi", [&] { rig.phi.write_words(registers, {0, 3 * rig.shape.page_words}); });
    taken_back("the memory's own", [&] { rig.memory.invalidate(8, 15); });
    taken_back("a store into a table word",
               [&] { rig.composer.composer().stored(RealName{rig.table_word(1, rig.home(0))}); });
    taken_back("VM-fault", [&] { ASSERT_EQ(rig.deliver(2), tlm::TLM_OK_RESPONSE); });
    rig.processor.invalidated.clear();
    rig.memory.invalidate(8, 15);
    EXPECT_TRUE(rig.processor.invalidated.empty()) << "there is nothing left to take back";
  });
}

class DmiOfFewEntries : public DmiWithRequest {
 protected:
  DmiOfFewEntries() : DmiWithRequest(shape()) {}
  static RigShape shape() {
    RigShape shape;
    shape.associator.entries = 2;
    return shape;
  }
};

TEST_F(DmiOfFewEntries, IsTakenBackPageByPageAsEntriesAreReplaced) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    touch(0);
    touch(rig.page_bytes());
    ASSERT_TRUE(ask(0));
    ASSERT_TRUE(ask(rig.page_bytes()));
    *request.page.last_use = request.issuer->begin_uses().time;  // no use: it stays the younger one
    rig.processor.invalidated.clear();
    touch(2 * rig.page_bytes());
    EXPECT_EQ(rig.processor.invalidated, (Ranges{{0, rig.page_bytes() - 1}}));
    expect_refused(0);
  });
}

TEST_F(DmiOfFewEntries, KeepsThePageThatWasUsedLast) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    touch(0);
    touch(rig.page_bytes());
    ASSERT_TRUE(ask(0));
    const Counters before = rig.counters();
    GrantedUses uses = request.issuer->begin_uses();
    *request.page.last_use = ++uses.time;
    uses.references = 1;
    request.issuer->end_uses(uses);
    EXPECT_EQ(rig.counters().associator_hits - before.associator_hits, 1u);
    rig.processor.invalidated.clear();
    touch(2 * rig.page_bytes());
    EXPECT_EQ(rig.processor.invalidated, (Ranges{{rig.page_bytes(), 2 * rig.page_bytes() - 1}}));
    EXPECT_TRUE(ask(0));
  });
}

}  // namespace
}  // namespace hv::test
