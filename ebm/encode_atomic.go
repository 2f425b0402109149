package ebm

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// writeAtomic replaces the file at path by what write writes, or, if anything
// fails, leaves it as it was. A process that is killed may leave a temporary
// file, never a partial one under path.
func writeAtomic(path string, write func(io.Writer) error) error {
	target, mode, err := replaceable(path)
	if err == nil {
		err = replace(target, mode, write)
	}
	if err != nil {
		return fmt.Errorf("ebm: %s not written, what was there is unchanged: %w%s", path, cause(err), remedy(err))
	}
	if err := syncFolder(filepath.Dir(target)); err != nil {
		return fmt.Errorf("ebm: %s written, but it may not survive a power failure: %w", path, cause(err))
	}
	return nil
}

// replaceable returns where a file at path goes, behind any symbolic link, and
// the mode of the file there, or 0. Only a regular file with write permission
// may be replaced: a rename would not respect the lack of it, and would replace
// a device such as /dev/null.
func replaceable(path string) (target string, mode fs.FileMode, err error) {
	target, err = filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		return "", 0, err
	case !info.Mode().IsRegular():
		return "", 0, errIrregular
	case info.Mode().Perm()&0o200 == 0:
		return "", 0, errProtected
	}
	return target, info.Mode().Perm(), nil
}

var (
	errIrregular = errors.New("there is something other than a regular file")
	errProtected = fmt.Errorf("the file there is write-protected: %w", fs.ErrPermission)
)

// replace writes a temporary file beside target and renames it, once it is on
// the disk.
func replace(target string, mode fs.FileMode, write func(io.Writer) error) (err error) {
	f, err := createBeside(target)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if mode != 0 {
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	w := bufio.NewWriterSize(f, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), target)
}

// createBeside creates a new file in the folder of target. Unlike
// os.CreateTemp it leaves the permissions to the umask.
func createBeside(target string) (*os.File, error) {
	dir, base := filepath.Split(target)
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s.%s.%d-%d.tmp", dir, base, os.Getpid(), i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// syncFolder makes a rename in dir durable, where the system can.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if errors.Is(err, fs.ErrPermission) {
		return nil // a folder that may be written but not read
	}
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil // a file system that does not do this
	}
	return err
}

// cause returns err without the name of a temporary file.
func cause(err error) error {
	if e := new(fs.PathError); errors.As(err, &e) {
		return e.Err
	}
	if e := new(os.LinkError); errors.As(err, &e) {
		return e.Err
	}
	return err
}

// remedy says what to do about an error of writing.
func remedy(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return ": free some space on the disk, or choose another one"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return ": choose a folder that you may write to"
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return ": make the folder first, or check the working folder"
	}
	return ""
}
