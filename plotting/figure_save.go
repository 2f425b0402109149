package plotting

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Save writes f to path in the format that its extension names: .png, .svg or .html (a complete page).
// The file appears whole or not at all: an error leaves an earlier file as it was.
func (f *Figure) Save(path string) error {
	encode, err := f.encoder(filepath.Ext(path))
	if err != nil {
		return fmt.Errorf("plotting: save %s: %w", path, err)
	}
	data, err := encode()
	if err != nil {
		return err
	}
	if err := writeWhole(path, data); err != nil {
		return fmt.Errorf("plotting: save %s: %w", path, err)
	}
	return nil
}

func (f *Figure) encoder(ext string) (func() ([]byte, error), error) {
	switch strings.ToLower(ext) {
	case ".png":
		return f.PNG, nil
	case ".svg":
		return f.SVG, nil
	case ".html":
		return f.page, nil
	}
	return nil, fmt.Errorf("unknown extension %q: use .png, .svg or .html", ext)
}

// writeWhole writes a temporary file beside path and renames it.
func writeWhole(path string, data []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
