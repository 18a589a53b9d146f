// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>

#include "machine_run.h"
#include "vcd_changes.h"
#include "works.h"

namespace hv::bench {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What the machine's VCD file records of some thousand instructions, written again and again by a plain
/// writer that is given the changes.
class BareVcd final : public Work {
 public:
  BareVcd() : machine_(sc::CpuModule::Execution::lock_step), waves_(machine_.machine()), changes_(record()) {}

  std::uint64_t run() override {
    std::FILE* const file = std::fopen(output_.path().c_str(), "wb");
    require(file != nullptr, output_.path() + " cannot be written");
    changes_.write(file);
    require(std::fclose(file) == 0, output_.path() + " cannot be written");
    return MachineRun::kWarmUp;
  }

  void check() override {
    const std::string recorded = content(waves_.path()), written = content(output_.path());
    require(written.size() > MachineRun::kWarmUp && written.size() < recorded.size() &&
                recorded.compare(recorded.size() - written.size(), std::string::npos, written) == 0,
            "the plain writer does not write what the machine's VCD writer did");
  }

 private:
  VcdChanges record() {
    machine_.warm_up();
    waves_.close();
    std::ifstream file(waves_.path());
    return VcdChanges(file);
  }

  MachineRun machine_;
  Waves waves_;
  VcdChanges changes_;
  TemporaryFile output_{".bare"};
};

}  // namespace

std::unique_ptr<Work> make_bare_vcd(bool) { return std::make_unique<BareVcd>(); }

}  // namespace hv::bench
