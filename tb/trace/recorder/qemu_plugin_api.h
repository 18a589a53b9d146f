// SPDX-License-Identifier: Apache-2.0
// The functions of QEMU's plugin interface, version 1, that the recorder uses, declared after its
// documentation: Debian's packages hold no header for it. They are found in the qemu-ARCH program that
// loads the plugin.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

using QemuPluginId = std::uint64_t;
struct QemuPluginTb;    // a block of guest code that is being translated
struct QemuPluginInsn;  // one instruction of it
using QemuPluginMemInfo = std::uint32_t;

enum QemuPluginCallbackFlags { kQemuPluginNoRegisters = 0 };
enum QemuPluginMemoryAccess { kQemuPluginRead = 1, kQemuPluginWrite = 2, kQemuPluginReadWrite = 3 };

using QemuPluginTranslateCallback = void (*)(QemuPluginId, QemuPluginTb*);
using QemuPluginVcpuCallback = void (*)(QemuPluginId, unsigned vcpu);
using QemuPluginExecuteCallback = void (*)(unsigned vcpu, void* user);
using QemuPluginMemoryCallback = void (*)(unsigned vcpu, QemuPluginMemInfo, std::uint64_t address, void* user);
using QemuPluginExitCallback = void (*)(QemuPluginId, void* user);
using QemuPluginResetCallback = void (*)(QemuPluginId);
using QemuPluginSyscallCallback = void (*)(QemuPluginId, unsigned vcpu, std::int64_t number, std::uint64_t,
                                           std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                                           std::uint64_t, std::uint64_t);

std::size_t qemu_plugin_tb_n_insns(const QemuPluginTb* block);
QemuPluginInsn* qemu_plugin_tb_get_insn(const QemuPluginTb* block, std::size_t index);
std::uint64_t qemu_plugin_insn_vaddr(const QemuPluginInsn* instruction);
std::size_t qemu_plugin_insn_size(const QemuPluginInsn* instruction);
bool qemu_plugin_mem_is_store(QemuPluginMemInfo info);
unsigned qemu_plugin_mem_size_shift(QemuPluginMemInfo info);  // log2 of the bytes accessed

void qemu_plugin_register_vcpu_tb_trans_cb(QemuPluginId id, QemuPluginTranslateCallback callback);
void qemu_plugin_register_vcpu_exit_cb(QemuPluginId id, QemuPluginVcpuCallback callback);
void qemu_plugin_register_vcpu_syscall_cb(QemuPluginId id, QemuPluginSyscallCallback callback);
void qemu_plugin_register_atexit_cb(QemuPluginId id, QemuPluginExitCallback callback, void* user);
void qemu_plugin_register_vcpu_insn_exec_cb(QemuPluginInsn* instruction, QemuPluginExecuteCallback callback,
                                            QemuPluginCallbackFlags flags, void* user);
void qemu_plugin_register_vcpu_mem_cb(QemuPluginInsn* instruction, QemuPluginMemoryCallback callback,
                                      QemuPluginCallbackFlags flags, QemuPluginMemoryAccess access, void* user);
void qemu_plugin_reset(QemuPluginId id, QemuPluginResetCallback callback);

}  // extern "C"
