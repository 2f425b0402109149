package ebm

// lister hands out states of a side with their log weights -F. It is read by
// all workers, and holds while parameters stay as they are.
type lister struct {
	side
	block   int      // states at once
	factors *factors // nil: the plain way
}

// lister prepares the listing of s.
func (s side) lister() *lister {
	l := &lister{side: s, block: s.blockLen()}
	l.factors = newFactors(s, l.block)
	return l
}

func (s side) blockLen() int { return blockOf(s.count, s.other.Len()) }

// blockOf returns how many states are done at once: a power of the smallest
// prime factor of their number that divides it, so that states that are numbers
// written in digits differ within a block by their last digits alone. The
// factors of a block, float64 numbers for n units, take 4 MB at most.
func blockOf(count, n int) int {
	const most, mostFactors = 256, 1 << 19
	prime := 2
	for ; prime < most && count%prime != 0; prime++ {
	}
	block := 1
	for count%(block*prime) == 0 && block*prime <= most && block*prime*n <= mostFactors {
		block *= prime
	}
	if block == 1 {
		return max(1, min(count, most, mostFactors/n))
	}
	return block
}

// listWorker is the scratch of one goroutine.
type listWorker struct {
	*lister
	x, in  Matrix // block×n; in is made when needed
	logs   []float64
	energy []float64
	shift  *factorShift
}

func (l *lister) worker() *listWorker {
	w := &listWorker{lister: l, x: NewMatrix(l.block, l.self.Len()),
		logs: make([]float64, l.block), energy: make([]float64, l.block)}
	if l.factors != nil {
		w.shift = l.factors.newShift()
	}
	return w
}

// each hands the states [from, to) to f, a block at a time with the number of
// the first one, and their log weights: -e(x) + CGF(input) of the other layer.
func (w *listWorker) each(from, to int, f func(first int, x Matrix, logWeights []float64)) {
	for first := from; first < to; first += w.block {
		n := min(w.block, to-first)
		x, logs, energy := w.x.Slice(0, n), w.logs[:n], w.energy[:n]
		w.states.States(x, first)
		if w.shift == nil || !w.shift.cgf(logs, x) {
			w.cgf(logs, x)
		}
		w.self.Energy(energy, x)
		for i, e := range energy {
			logs[i] -= e
		}
		f(first, x, logs)
	}
}

// cgf is the plain way, for any layers.
func (w *listWorker) cgf(dst []float64, x Matrix) {
	if w.in.Rows == 0 {
		w.in = NewMatrix(w.block, w.other.Len())
	}
	in := w.in.Slice(0, x.Rows)
	w.input(in, x)
	w.other.CGF(dst, in)
}
