package kernel

import (
	"slices"
	"testing"

	"golang.org/x/sys/cpu"
)

// TestAvailableNeeds: a processor that lacks a feature lacks the sets that need
// it. TestAssembly tells what they need.
func TestAvailableNeeds(t *testing.T) {
	x := &cpu.X86
	for _, c := range []struct {
		name string
		has  *bool
		set  instructionSet
	}{
		{"AVX2", &x.HasAVX2, avx2}, {"FMA", &x.HasFMA, avx2}, {"POPCNT", &x.HasPOPCNT, avx2},
		{"AVX512F", &x.HasAVX512F, avx512}, {"AVX512DQ", &x.HasAVX512DQ, avx512},
		{"AVX512BW", &x.HasAVX512BW, avx512}, {"AVX512VL", &x.HasAVX512VL, avx512},
	} {
		before := *x
		for _, all := range []*bool{&x.HasAVX2, &x.HasFMA, &x.HasPOPCNT, &x.HasAVX512F, &x.HasAVX512DQ, &x.HasAVX512BW, &x.HasAVX512VL} {
			*all = true
		}
		with := available()
		*c.has = false
		without := available()
		*x = before
		if !slices.Contains(with, c.set) || slices.Contains(without, c.set) {
			t.Errorf("%s: with it there are %v, without %v", c.name, with, without)
		}
	}
}
