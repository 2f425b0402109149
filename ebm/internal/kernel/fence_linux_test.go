package kernel

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"

	"gonum.org/v1/gonum/blas/blas32"
)

// fenced returns n numbers between memory that must not be touched: right after
// the last one, or right before the first.
func fenced(t *testing.T, n int, atEnd bool) []float32 {
	t.Helper()
	page := syscall.Getpagesize()
	size := (4*n + page - 1) / page * page
	memory, err := syscall.Mmap(-1, 0, size+2*page, syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(memory) })
	inner := memory[page : page+size]
	if size == 0 {
		return nil
	}
	if err := syscall.Mprotect(inner, syscall.PROT_READ|syscall.PROT_WRITE); err != nil {
		t.Fatal(err)
	}
	if atEnd {
		inner = inner[size-4*n:]
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&inner[0])), n)
}

// TestProductsStayInside: assembly reads and writes nothing around its operands,
// or this test crashes.
func TestProductsStayInside(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 7))
		for _, p := range products {
			for _, s := range [][3]int{{1, 1, 1}, {3, 5, 7}, {14, 8, 33}, {15, 17, 63}, {50, 12, 48}, {49, 131, 65}, {60, 60, 60}} {
				for _, atEnd := range []bool{true, false} {
					inside := func(m blas32.General) blas32.General {
						data := fenced(t, (m.Rows-1)*m.Stride+m.Cols, atEnd)
						copy(data, m.Data)
						m.Data = data
						return m
					}
					dst, a, b := p.operands(s[0], s[1], s[2], rng)
					p.compute(inside(dst), inside(a), inside(b))
					sparse(a, 0.2, rng)
					p.compute(inside(dst), inside(a), inside(b))
					binary(a, 0.3, rng)
					p.compute(inside(dst), inside(a), inside(b))
				}
			}
		}
	})
}
