package plotting

// Sandwich draws estimates against the number of temperatures with the zero Axes. See Axes.Sandwich.
func Sandwich(series ...Series) (*Figure, error) { return Axes{}.Sandwich(series...) }

// Sandwich draws estimates of log Z from above and from below against the number of temperatures, on a logarithmic
// axis: they close in on the truth, or show that they do not yet. Each value has a dot. Band makes a series of
// estimates with their intervals, Level the line of the exact value.
//
//	plotting.Sandwich(
//		plotting.Band("forward", temperatures, forward, forwardLow, forwardHigh),
//		plotting.Band("reverse", temperatures, reverse, reverseLow, reverseHigh),
//		plotting.Level("exact", logZ),
//	)
//
// Empty labels become "temperatures" and "log Z (nats)". The errors are those of Axes.Curves; a number of temperatures
// that is not positive is one.
func (a Axes) Sandwich(series ...Series) (*Figure, error) {
	a.LogX = true
	a.X, a.Y = or(a.X, "temperatures"), or(a.Y, "log Z (nats)")
	marked := append([]Series(nil), series...)
	for i := range marked {
		marked[i].Marks = true
	}
	return a.Curves(marked...)
}

// or is s, or what stands for it where s is empty.
func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
