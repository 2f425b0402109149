package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestAssembly: routines need no more than AVX2, those whose name says so no more
// than our parts of AVX-512, and they leave no upper halves of registers behind
// that would slow down compiled code. With a register from 16 on, the assembler
// silently makes an AVX-512 instruction of one of AVX2.
func TestAssembly(t *testing.T) {
	const (
		avx2Needs   = " CMOV POPCNT MMX+ SSE SSE2 AVX AVX2 FMA3 "
		avx512Needs = avx2Needs + "AVX512F AVX512DQ AVX512BW AVX512VL "
	)
	routine := regexp.MustCompile(`(?:// Requires: (.*)\n)?TEXT ·(\w+)\(SB\)`)
	upper := regexp.MustCompile(`\b[XYZ](1[6-9]|2\d|3[01])\b`)
	files, err := filepath.Glob("*_amd64.s")
	if err != nil || len(files) == 0 {
		t.Fatalf("no assembly: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		places := routine.FindAllSubmatchIndex(text, -1)
		for i, m := range routine.FindAllStringSubmatch(string(text), -1) {
			needs, name, allowed := m[1], m[2], avx2Needs
			if strings.HasSuffix(name, "AVX512") {
				allowed = avx512Needs
			}
			for _, need := range strings.FieldsFunc(needs, func(r rune) bool { return r == ',' || r == ' ' }) {
				if !strings.Contains(allowed, " "+need+" ") {
					t.Errorf("%s: %s needs %s", file, name, need)
				}
			}
			end := len(text)
			if i+1 < len(places) {
				end = places[i+1][0]
			}
			body := string(text[places[i][0]:end])
			if allowed == avx2Needs && upper.MatchString(body) {
				t.Errorf("%s: %s uses %s", file, name, upper.FindString(body))
			}
			returns, clean := strings.Count(body, "\tRET"), strings.Count(body, "\tVZEROUPPER\n\tRET")
			if returns == 0 || strings.Contains(needs, "AVX") && clean != returns {
				t.Errorf("%s: %s returns %d times, %d after VZEROUPPER", file, name, returns, clean)
			}
		}
	}
}
