// SPDX-License-Identifier: Apache-2.0
// The bus between foreign initiators and several foreign targets.
#include "support/foreign.h"
#include "support/simulation.h"
#include "systemc/bus_module.h"

namespace hv::test {
namespace {

constexpr tlm::tlm_response_status kOk = tlm::TLM_OK_RESPONSE, kAddress = tlm::TLM_ADDRESS_ERROR_RESPONSE;

class Bus : public Simulation {
 protected:
  Bus() {
    first.socket.bind(bus.from_initiators);
    second.socket.bind(bus.from_initiators);
    bus.add_target(low.socket, 0, 0x100);
    bus.add_target(high.socket, 0x1000, 0x80);
  }

  sc::BusModule bus{"bus", 2};
  ForeignInitiator first{"first"}, second{"second"};
  ForeignMemory low{"low", 0x100}, high{"high", 0x80};
};

TEST_F(Bus, RoutesByAddressAndSubtractsTheStart) {
  simulate([this] {
    EXPECT_EQ(first.write(0x10, {1, 2}), kOk);
    EXPECT_EQ(second.write(0x1010, {3, 4}), kOk);
    EXPECT_EQ(low.at(0x10, 2), (Bytes{1, 2}));
    EXPECT_EQ(high.at(0x10, 2), (Bytes{3, 4}));
    Bytes data(2);
    EXPECT_EQ(first.read(0x1010, data), kOk);
    EXPECT_EQ(data, (Bytes{3, 4}));
  });
}

TEST_F(Bus, AddressesThatNobodyOwnsAreErrors) {
  simulate([this] {
    Bytes data(8);
    for (const Address address :
         {Address{0x100}, Address{0xfff}, Address{0x1080}, ~Address{0}, Address{0xfc}, Address{0x1079}})
      EXPECT_EQ(first.read(address, data), kAddress) << std::hex << address;
    EXPECT_EQ(low.accesses + high.accesses, 0u);
    EXPECT_EQ(first.delay, sc_core::SC_ZERO_TIME);
  });
}

TEST_F(Bus, ChargesTransactionsThatSucceed) {
  simulate([this] {
    Bytes data(8);
    EXPECT_EQ(first.read(0, data), kOk);
    EXPECT_EQ(first.delay, sc_core::sc_time(20 + 30, sc_core::SC_NS));
    low.answer = tlm::TLM_GENERIC_ERROR_RESPONSE;
    EXPECT_EQ(first.read(0, data), tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(first.delay, sc_core::sc_time(20 + 30, sc_core::SC_NS));
  });
}

TEST_F(Bus, DebugIsRoutedAndEndsWithTheRange) {
  simulate([this] {
    Bytes data{1, 2, 3, 4};
    EXPECT_EQ(second.debug(tlm::TLM_WRITE_COMMAND, 0x1020, data), 4u);
    EXPECT_EQ(high.at(0x20, 4), data);
    EXPECT_EQ(second.debug(tlm::TLM_READ_COMMAND, 0x2000, data), 0u);
    EXPECT_EQ(second.debug(tlm::TLM_WRITE_COMMAND, 0xfe, data), 2u) << "as far as the target goes";
    EXPECT_EQ(low.at(0xfe, 2), (Bytes{1, 2}));
    EXPECT_EQ(low.accesses + high.accesses, 0u);
    EXPECT_EQ(second.delay, sc_core::SC_ZERO_TIME);
  });
}

TEST_F(Bus, TranslatesDmiRanges) {
  simulate([this] {
    tlm::tlm_dmi grant;
    EXPECT_TRUE(first.ask_dmi(tlm::TLM_READ_COMMAND, 0x1008, grant));
    EXPECT_EQ(grant.get_start_address(), 0x1000u);
    EXPECT_EQ(grant.get_end_address(), 0x107fu) << "the target grants more than the bus lets through";
    EXPECT_NE(grant.get_dmi_ptr(), nullptr);
    EXPECT_TRUE(first.ask_dmi(tlm::TLM_READ_COMMAND, 0x107f, grant, 64)) << "the length has no meaning here";
    high.grants_dmi = false;
    grant.init();
    EXPECT_FALSE(first.ask_dmi(tlm::TLM_READ_COMMAND, 0x1008, grant));
    EXPECT_EQ(grant.get_start_address(), 0x1000u);
    EXPECT_EQ(grant.get_end_address(), 0x107fu);
  });
}

TEST_F(Bus, RefusesDmiWhereThereIsNothingWithoutSpeakingForTheTargets) {
  simulate([this] {
    tlm::tlm_dmi grant;
    grant.allow_read_write();
    EXPECT_FALSE(first.ask_dmi(tlm::TLM_READ_COMMAND, 0x500, grant));
    EXPECT_TRUE(grant.is_none_allowed());
    EXPECT_GT(grant.get_start_address(), 0xffu) << "the range of a refusal must not cover a target that would grant";
    EXPECT_LT(grant.get_end_address(), 0x1000u);
  });
}

TEST_F(Bus, InvalidationsReachAllInitiatorsTranslated) {
  simulate([this] {
    using Ranges = std::vector<std::pair<Address, Address>>;
    high.invalidate(0x10, 0x1f);
    EXPECT_EQ(first.invalidated, (Ranges{{0x1010, 0x101f}}));
    EXPECT_EQ(second.invalidated, first.invalidated);
    high.invalidate(0, ~Address{0});
    EXPECT_EQ(first.invalidated.back(), (std::pair<Address, Address>{0x1000, 0x107f}));
    high.invalidate(0x80, 0xff);  // beyond what the bus lets through: nobody has a pointer to it
    EXPECT_EQ(first.invalidated.size(), 2u);
  });
}

using BusRanges = Simulation;

TEST_F(BusRanges, ThatOverlapWrapOrAreEmptyAreReported) {
  expect_report("hv/bus");
  sc::BusModule bus("bus", 1);
  ForeignInitiator initiator("initiator");
  ForeignMemory a("a", 64), b("b", 64);
  initiator.socket.bind(bus.from_initiators);
  bus.add_target(a.socket, 0x40, 0x40);
  const auto refuses = [&](Address start, Address bytes) {
    EXPECT_THROW(bus.add_target(b.socket, start, bytes), sc_core::sc_report) << std::hex << start << " " << bytes;
  };
  refuses(0x40, 0x40);
  refuses(0, 0x41);
  refuses(0x7f, 1);
  refuses(0x50, 8);
  refuses(0, 0x1000);
  refuses(0x100, 0);
  refuses(~Address{0} - 3, 8);
  bus.add_target(b.socket, 0x80, 0x40);  // right behind it is well
  finished();
}

}  // namespace
}  // namespace hv::test
