// SPDX-License-Identifier: Apache-2.0
// Its references are known in closed form; record_test.cpp repeats this list of instructions.
#if !defined(__x86_64__)
#error "the recorder's closed-form test is written in x86-64 assembly"
#endif

asm(R"(
        .globl _start
_start: mov   $1000, %ecx            # 5 bytes
        lea   buffer(%rip), %rsi     # 7
again:  mov   (%rsi), %rax           # 3, loads 8 bytes
        add   %rax, 8(%rsi)          # 4, loads and stores 8
        mov   %al, 16(%rsi)          # 3, stores 1
        dec   %ecx                   # 2
        jnz   again                  # 2
        mov   $231, %eax             # 5
        xor   %edi, %edi             # 2
        syscall                      # 2: exit_group(0)
        .bss
        .balign 4096
buffer: .skip 24
        .text
)");
