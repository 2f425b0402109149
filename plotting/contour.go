package plotting

import "math"

// surface is a function on a regular grid of nx × ny points; z[j*nx+i] is its value at (xs[i], ys[j]).
// +Inf marks points without a value.
type surface struct {
	xs, ys []float64
	z      []float64
}

func (s surface) at(i, j int) float64 { return s.z[j*len(s.xs)+i] }

// An edge of the grid, where a contour can cross it: 2·(j·nx+i) is the one from point (i, j) to the right,
// 2·(j·nx+i)+1 the one upwards.
type edge int

// contour returns the lines along which the surface has that level, by marching squares: each cell joins the edges
// whose ends lie on different sides, and cells that share an edge continue one line. Closed lines end where they
// begin. Cells with a corner without a value have no line.
func (s surface) contour(level float64) [][][2]float64 {
	nx, ny := len(s.xs), len(s.ys)
	next := make([][2]edge, 2*nx*ny) // the one or two edges that a line goes on to; -1: none
	for i := range next {
		next[i] = [2]edge{-1, -1}
	}
	join := func(a, b edge) {
		for _, e := range [2][2]edge{{a, b}, {b, a}} {
			if next[e[0]][0] < 0 {
				next[e[0]][0] = e[1]
			} else {
				next[e[0]][1] = e[1]
			}
		}
	}
	for j := range ny - 1 {
		for i := range nx - 1 {
			s.cell(i, j, level, join)
		}
	}
	var lines [][][2]float64
	for _, wantOpen := range []bool{true, false} { // open lines first, so that none is begun in its middle
		for e := range next {
			open := next[e][0] >= 0 && next[e][1] < 0
			if next[e][0] < 0 || open != wantOpen {
				continue
			}
			lines = append(lines, s.trace(edge(e), next, level))
		}
	}
	return lines
}

// cell joins the edges of the cell above and right of point (i, j) that the level crosses.
func (s surface) cell(i, j int, level float64, join func(a, b edge)) {
	nx := len(s.xs)
	corner := [4]float64{s.at(i, j), s.at(i+1, j), s.at(i+1, j+1), s.at(i, j+1)} // counter-clockwise
	mean, code := 0.0, 0
	for k, z := range corner {
		if math.IsInf(z, 0) {
			return
		}
		mean += z / 4
		if z >= level {
			code |= 1 << k
		}
	}
	bottom, left := edge(2*(j*nx+i)), edge(2*(j*nx+i)+1)
	top, right := bottom+edge(2*nx), left+2
	switch code {
	case 1, 14:
		join(left, bottom)
	case 2, 13:
		join(bottom, right)
	case 4, 11:
		join(right, top)
	case 8, 7:
		join(top, left)
	case 3, 12:
		join(left, right)
	case 6, 9:
		join(bottom, top)
	case 5, 10: // a saddle: the middle belongs to one of the diagonals
		if (code == 5) == (mean >= level) {
			join(left, top)
			join(bottom, right)
		} else {
			join(left, bottom)
			join(right, top)
		}
	}
}

// trace follows a line from e to its end, or around, and removes it from next.
func (s surface) trace(e edge, next [][2]edge, level float64) [][2]float64 {
	first := e
	line := [][2]float64{s.crossing(e, level)}
	for {
		to := next[e][0]
		if to < 0 {
			to = next[e][1]
		}
		if to < 0 {
			return line
		}
		cut(next, e, to)
		cut(next, to, e)
		line = append(line, s.crossing(to, level))
		if e = to; e == first {
			return line
		}
	}
}

// cut removes one step from a to b.
func cut(next [][2]edge, a, b edge) {
	for k := range next[a] {
		if next[a][k] == b {
			next[a][k] = -1
			return
		}
	}
}

// crossing is where the level lies on e, linearly between its ends.
func (s surface) crossing(e edge, level float64) [2]float64 {
	nx := len(s.xs)
	i, j := int(e/2)%nx, int(e/2)/nx
	if e%2 == 0 {
		t := (level - s.at(i, j)) / (s.at(i+1, j) - s.at(i, j))
		return [2]float64{s.xs[i] + t*(s.xs[i+1]-s.xs[i]), s.ys[j]}
	}
	t := (level - s.at(i, j)) / (s.at(i, j+1) - s.at(i, j))
	return [2]float64{s.xs[i], s.ys[j] + t*(s.ys[j+1]-s.ys[j])}
}
