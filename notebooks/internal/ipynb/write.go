package ipynb

import (
	"fmt"
	"os"
	"path/filepath"
)

// Write stores the notebook under path, which then holds either the whole new text or, after any error or crash, the
// old one. It keeps the permissions of a file that exists and follows a symbolic link.
func (n *Notebook) Write(path string) error {
	b, err := n.Encode()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing is there after the rename
	err = fill(f, b, mode)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func fill(f *os.File, b []byte, mode os.FileMode) error {
	if _, err := f.Write(b); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	return f.Sync()
}
