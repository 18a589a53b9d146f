// SPDX-License-Identifier: Apache-2.0
// For builds with the address sanitizer: tells it the truth about SC_THREADs.
//
// libsystemc 2.3.4 announces every switch between its QuickThreads stacks to the sanitizer, with two slips: the main
// stack's bounds are given as nothing, and a switch away from a finished thread is not announced. The first makes a
// throw in sc_main or an SC_METHOD look like a stack overflow; the second leaves the sanitizer on a dead stack. And the
// leak sanitizer does not know that the stacks of waiting threads hold pointers. The functions below stand before the
// sanitizer's own and put this right.
#if defined(__SANITIZE_ADDRESS__)

#include <dlfcn.h>
#include <pthread.h>
#include <sanitizer/lsan_interface.h>

#include <cstddef>
#include <set>

namespace {

struct Stack {
  const void* bottom = nullptr;
  std::size_t size = 0;
};

Stack main_stack() {
  static const Stack stack = [] {
    Stack found;
    pthread_attr_t attributes;
    void* bottom = nullptr;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
      pthread_attr_getstack(&attributes, &bottom, &found.size);
      pthread_attr_destroy(&attributes);
      found.bottom = bottom;
    }
    return found;
  }();
  return stack;
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

std::set<const void*>& known_stacks() {
  static std::set<const void*> stacks;
  return stacks;
}

}  // namespace

extern "C" {

void __sanitizer_start_switch_fiber(void** fake_stack_save, const void* bottom, std::size_t size) {
  static const auto start = real<void (*)(void**, const void*, std::size_t)>("__sanitizer_start_switch_fiber");
  if (bottom == nullptr || size == 0) {
    bottom = main_stack().bottom;
    size = main_stack().size;
  } else if (known_stacks().insert(bottom).second) {
    __lsan_register_root_region(bottom, size);
  }
  start(fake_stack_save, bottom, size);
}

const char* __asan_default_options() { return "detect_stack_use_after_return=0:strict_string_checks=1"; }

}  // extern "C"

#endif
