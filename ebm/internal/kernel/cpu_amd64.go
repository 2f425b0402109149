package kernel

import "golang.org/x/sys/cpu"

// available lists what the processor and its operating system offer, best last.
func available() []instructionSet {
	sets := []instructionSet{portable}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasPOPCNT {
		sets = append(sets, avx2)
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL {
			sets = append(sets, avx512)
		}
	}
	return sets
}
