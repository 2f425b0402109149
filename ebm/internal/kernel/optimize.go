package kernel

// AdamRates are the numbers of a step of [Adam].
type AdamRates struct {
	Rate, Epsilon float32 // with the corrections of both moments
	Mean, Square  float32 // share of the new gradient in either moment
	L2, L1        float32 // multiples of a value and of its sign that it loses
}

// Adam takes the gradient into its mean and mean square and moves value by
// -Rate·mean/(√square + Epsilon) - L2·value - L1·sign(value). The earlier value is
// left in grad. It tells whether every new value is below Limit and every
// square is finite.
func Adam(value, grad, mean, square []float32, r AdamRates) bool {
	s := sweeps.take()
	s.value, s.grad, s.first, s.second, s.adam = value, sameLen(grad, value), sameLen(mean, value), sameLen(square, value), r
	return s.run((*sweep).doAdam)
}

// NesterovRates are the numbers of a step of [Nesterov].
type NesterovRates struct {
	Momentum float32
	L2, L1   float32 // multiples of a value and of its sign that it loses
}

// Nesterov makes velocity momentum·velocity + d and moves value by
// momentum·velocity + d, where d is grad, the negative gradient times the rate,
// less the decay. The earlier value is left in grad. It tells whether every new
// value is below Limit.
func Nesterov(value, grad, velocity []float32, r NesterovRates) bool {
	s := sweeps.take()
	s.value, s.grad, s.first, s.nesterov = value, sameLen(grad, value), sameLen(velocity, value), r
	return s.run((*sweep).doNesterov)
}

// Average moves mean by share of the way to value.
func Average(mean, value []float32, share float32) {
	s := sweeps.take()
	s.value, s.first, s.share = value, sameLen(mean, value), share
	s.run((*sweep).doAverage)
}

// sweep is a call at work on pieces of grain numbers. They are used again, so
// that none is allocated.
type sweep struct {
	value, grad, first, second []float32
	adam                       AdamRates
	nesterov                   NesterovRates
	share                      float32
	ok                         []bool // of each piece

	pass  func(s *sweep, from, to int) bool
	piece func(p int)
}

var sweeps = stock[sweep]{make: func() *sweep {
	s := new(sweep)
	s.piece = func(p int) { s.ok[p] = s.pass(s, p*grain, min((p+1)*grain, len(s.value))) }
	return s
}}

// run runs pass over all pieces and gives s back.
func (s *sweep) run(pass func(s *sweep, from, to int) bool) bool {
	n := (len(s.value) + grain - 1) / grain
	if cap(s.ok) < n {
		s.ok = make([]bool, n)
	}
	s.ok, s.pass = s.ok[:n], pass
	each(n, s.piece)
	all := true
	for _, ok := range s.ok {
		all = all && ok
	}
	s.value, s.grad, s.first, s.second = nil, nil, nil, nil
	sweeps.give(s)
	return all
}

func (s *sweep) doAdam(from, to int) bool {
	return adam(s.value[from:to], s.grad[from:to], s.first[from:to], s.second[from:to], s.adam)
}

func (s *sweep) doNesterov(from, to int) bool {
	return nesterov(s.value[from:to], s.grad[from:to], s.first[from:to], s.nesterov)
}

func (s *sweep) doAverage(from, to int) bool {
	average(s.first[from:to], s.value[from:to], s.share)
	return true
}
