package kernel

import (
	"strings"
	"testing"
)

// eachLevel runs f once for every instruction set of this processor.
func eachLevel(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	defer func(before instructionSet) { level = before }(level)
	for _, set := range available() {
		level = set
		t.Run(string(set), f)
	}
}

func TestChoose(t *testing.T) {
	sets := []instructionSet{portable, avx2}
	for name, want := range map[string]instructionSet{"": avx2, "portable": portable, "avx2": avx2} {
		if got := choose(name, sets); got != want {
			t.Errorf("EBM_KERNEL=%s chooses %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"avx512", "AVX2", "sse"} {
		func() {
			defer func() {
				text, _ := recover().(string)
				if !strings.HasPrefix(text, "ebm: EBM_KERNEL="+name+":") || !strings.HasSuffix(text, "portable, avx2") {
					t.Errorf("EBM_KERNEL=%s panics with %q", name, text)
				}
			}()
			choose(name, sets)
		}()
	}
}
