package ebm

// slidingMean is an exponentially decaying mean of the means of batches. It
// begins with the first of them, so no arbitrary value has to fade.
type slidingMean struct {
	value Matrix // 1×n
	begun Matrix // 1×1: 1 once there was a batch; a number because a checkpoint keeps it
	fixed bool   // value stays
}

func newSlidingMean(n int) slidingMean {
	return slidingMean{value: NewMatrix(1, n), begun: NewMatrix(1, 1)}
}

// move takes a share rate of mean.
func (s *slidingMean) move(mean []float32, rate float64) {
	if s.fixed {
		return
	}
	r := float32(rate)
	if s.begun.Data[0] == 0 {
		r, s.begun.Data[0] = 1, 1
	}
	for i, m := range mean {
		s.value.Data[i] += r * (m - s.value.Data[i])
	}
}

func (s *slidingMean) state(name string) []Param {
	return []Param{{Name: name, Value: s.value}, {Name: name + ".begun", Value: s.begun}}
}
