package dataset

import (
	"fmt"
	"testing"
)

func TestBarsAndStripes(t *testing.T) {
	for n, want := range map[int]int{1: 2, 2: 6, 3: 14, 4: 30, 6: 126} {
		m := BarsAndStripes(n)
		if m.Rows != want || m.Cols != n*n {
			t.Errorf("n = %d: %d×%d", n, m.Rows, m.Cols)
		}
		seen := map[string]bool{}
		for i := range m.Rows {
			x := m.Row(i)
			if seen[fmt.Sprint(x)] {
				t.Errorf("n = %d: image %d comes twice", n, i)
			}
			seen[fmt.Sprint(x)] = true
			rows, cols := true, true
			for p, v := range x {
				rows = rows && v == x[p/n*n]
				cols = cols && v == x[p%n]
				if v != 0 && v != 1 {
					t.Errorf("n = %d: image %d has the value %g", n, i, v)
				}
			}
			if !rows && !cols || i < 1<<n && !rows {
				t.Errorf("n = %d: image %d is out of order or neither bars nor stripes: %v", n, i, x)
			}
		}
	}
}
