package gonbexec

import (
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// environment is what cells and their commands see.
type environment map[string]string

// newEnvironment copies "name=value" pairs and makes those harmless that would keep the go command from using the
// module or workspace of the cells: GOFLAGS=-mod=mod is refused in a workspace, GOWORK=off hides it.
func newEnvironment(pairs []string) environment {
	e := environment{}
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		e[key] = value
	}
	for _, key := range []string{"GOWORK", "GO111MODULE", "GONB_PIPE", "GONB_PIPE_BACK"} {
		delete(e, key)
	}
	return e
}

// setGoFlags keeps GOFLAGS without its -mod and -modfile. It is never left empty, since the go command would then take
// the value that "go env -w" has stored.
func (e environment) setGoFlags(flags string) {
	fields := slices.DeleteFunc(strings.Fields(flags), func(f string) bool {
		f = strings.TrimPrefix(f, "-")
		return strings.HasPrefix(f, "-mod=") || strings.HasPrefix(f, "mod=") || strings.HasPrefix(f, "-modfile=") || strings.HasPrefix(f, "modfile=")
	})
	e["GOFLAGS"] = strings.Join(append(fields, "-mod=readonly"), " ")
}

func (e environment) set(key, value string) { e[key] = value }

func (e environment) get(key string) string { return e[key] }

func (e environment) list(more ...string) []string {
	pairs := make([]string, 0, len(e)+len(more))
	for _, key := range slices.Sorted(maps.Keys(e)) {
		pairs = append(pairs, key+"="+e[key])
	}
	return append(pairs, more...)
}

// lookPath finds a command as a shell in the cells' folder would.
func (k *Kernel) lookPath(command string) (string, error) {
	if strings.ContainsRune(command, filepath.Separator) {
		return k.path(command), nil
	}
	for _, dir := range filepath.SplitList(k.env.get("PATH")) {
		if path, err := exec.LookPath(filepath.Join(dir, command)); err == nil {
			return path, nil
		}
	}
	return "", &exec.Error{Name: command, Err: exec.ErrNotFound}
}
