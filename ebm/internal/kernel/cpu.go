package kernel

import (
	"os"
	"strings"
)

// instructionSet is what the inner loops are written in.
type instructionSet string

const (
	portable instructionSet = "portable" // Go
	neon     instructionSet = "neon"     // arm64
	avx2     instructionSet = "avx2"     // AVX2, FMA and POPCNT
	avx512   instructionSet = "avx512"   // AVX-512 F, DQ, BW and VL
)

// level is what this process uses: the best of the processor's, or what the
// environment variable EBM_KERNEL names. Only tests change it later.
var level = choose(os.Getenv("EBM_KERNEL"), available())

// choose returns the set that is called name, or the last for no name.
func choose(name string, sets []instructionSet) instructionSet {
	if name == "" {
		return sets[len(sets)-1]
	}
	names := make([]string, len(sets))
	for i, s := range sets {
		if names[i] = string(s); names[i] == name {
			return s
		}
	}
	panic("ebm: EBM_KERNEL=" + name + ": this processor has " + strings.Join(names, ", "))
}

// Levels names the sets that this processor has, for EBM_KERNEL.
func Levels() []string {
	var names []string
	for _, s := range available() {
		names = append(names, string(s))
	}
	return names
}

// Level names the instructions in use: portable, neon, avx2 or avx512.
func Level() string { return string(level) }
