package plotting

import (
	"fmt"
	"reflect"

	"gonum.org/v1/gonum/mat"
)

// dims returns the size of m, or an error if there is nothing in it. name is what the caller's matrix is called.
func dims(name string, m mat.Matrix) (rows, cols int, err error) {
	if isNil(m) {
		return 0, 0, fmt.Errorf("plotting: %s: nil matrix: pass one with at least one row and column", name)
	}
	rows, cols = m.Dims()
	if rows == 0 || cols == 0 {
		return 0, 0, fmt.Errorf("plotting: %s: empty matrix (%d×%d): pass one with at least one row and column", name, rows, cols)
	}
	return rows, cols, nil
}

// finiteAt returns m[i,j], or an error that names the place if it is NaN or infinite.
func finiteAt(name string, m mat.Matrix, i, j int) (float64, error) {
	v := m.At(i, j)
	if !isFinite(v) {
		return 0, fmt.Errorf("plotting: %s[%d,%d] is %v: only finite numbers below 1e100 have a colour; look for what diverged before this call", name, i, j, v)
	}
	return v, nil
}

// isNil reports whether x is nil or holds a nil pointer, slice or map.
func isNil(x any) bool {
	switch v := reflect.ValueOf(x); v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Func:
		return v.IsNil()
	}
	return false
}
