package ebm

import "fmt"

// Estimate is a number with its uncertainty.
type Estimate struct {
	Value     float64
	Err       float64 // standard error, 0 if exact
	Low, High float64 // 95 % interval
}

// String gives the value and its interval, if there is one.
func (e Estimate) String() string {
	if e.Low == e.High {
		return fmt.Sprintf("%.3f", e.Value)
	}
	return fmt.Sprintf("%.3f (%.3f to %.3f)", e.Value, e.Low, e.High)
}
