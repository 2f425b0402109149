package kernel

import "sync"

// stock keeps what one call of a routine leaves for the next. A sync.Pool may
// drop it, so that a training step would allocate now and then.
type stock[T any] struct {
	make func() *T

	mu   sync.Mutex
	free []*T
}

// take returns a T that nobody else uses.
func (s *stock[T]) take() *T {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.free) - 1
	if last < 0 {
		return s.make()
	}
	t := s.free[last]
	s.free = s.free[:last]
	return t
}

func (s *stock[T]) give(t *T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, t)
}
