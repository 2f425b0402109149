// Package ebmtest holds conformance suites for the interfaces of package ebm. A
// new layer, model, objective or kernel is tested by one line:
//
//	ebmtest.TestLayer(t, layer)
//	ebmtest.TestModel(t, model)
//	ebmtest.TestTrainable(t, model)
//	ebmtest.TestObjective(t, newObjective, data)
//	ebmtest.TestKernel(t, model, kernel)
//	ebmtest.TestAnnealer(t, model, base)
//	ebmtest.TestClamping(t, model, newKernel)
//
// The suites compare with sums over all states, with integrals and with
// differences, so they want small things: a layer of a few units with at most
// 4096 states, a model of at most 12 visible units. Give them parameters that
// are neither zero nor all alike, of size about one; a bug in a factor of zero
// is invisible. Parameters are moved during a test and put back.
//
// Every matrix that a suite hands out is a view into a larger one whose other
// elements are NaN, so reading them spoils the result and writing them is seen.
//
// Tolerances are derived: from the rounding of float32 for sums and
// differences, and for random numbers from Bernstein's inequality or the χ²
// distribution, such that a correct implementation fails for about one seed in
// a million. Seeds are fixed, so a test that passes goes on passing.
package ebmtest
