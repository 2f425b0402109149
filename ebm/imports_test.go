package ebm_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gonb-ebm/gonb-ebm/"

// mayImport lists, for each package of the module, the packages of the module
// that its code may depend on, directly or not: arrows point down only.
var mayImport = map[string][]string{
	"ebm":                 {"ebm/internal/kernel", "ebm/internal/safetensors"},
	"ebm/dataset":         {"ebm", "ebm/internal/kernel", "ebm/internal/safetensors"},
	"ebm/ebmtest":         {"ebm", "ebm/internal/kernel", "ebm/internal/safetensors"},
	"ebm/internal/kernel": {},
	"plotting":            {},
	"notebooks":           {"notebooks/internal/ipynb", "notebooks/internal/gonbexec", "notebooks/internal/course", "notebooks/internal/course/texmath"},
	"plotting/notebook":   {"plotting", "ebm", "ebm/internal/kernel", "ebm/internal/safetensors"},
}

func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", module+pkg).Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}

func TestDependencyRule(t *testing.T) {
	for pkg, allowed := range mayImport {
		for _, dep := range dependencies(t, pkg) {
			ours, ok := strings.CutPrefix(dep, module)
			if ok && ours != pkg && !slices.Contains(allowed, ours) {
				t.Errorf("%s depends on %s", pkg, ours)
			}
		}
	}
	for _, dep := range dependencies(t, "ebm") {
		if strings.HasPrefix(dep, "gonum.org/v1/plot") || dep == "image" || dep == "net/http" {
			t.Errorf("ebm depends on %s", dep)
		}
	}
	for _, dep := range dependencies(t, "plotting") {
		if strings.HasPrefix(dep, module+"ebm") {
			t.Errorf("plotting depends on %s", dep)
		}
	}
}
