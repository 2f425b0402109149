package ebm_test

import (
	"context"
	"fmt"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// pairs is an RBM with two modes: all units off, or all on.
func pairs() *ebm.RBM {
	m := ebm.NewBernoulliRBM(6, 2, ebm.NewRand(1))
	for i := range m.Weights.Data {
		m.Weights.Data[i] = 4
	}
	m.Visible = &ebm.Bernoulli{Bias: []float32{-4, -4, -4, -4, -4, -4}}
	m.Hidden = &ebm.Bernoulli{Bias: []float32{-12, -12}}
	return m
}

// The right half of an image is filled in from the left one.
func ExampleClampedGibbs() {
	m := pairs()
	held := ebm.NewMatrix(1, 6)
	copy(held.Row(0), []float32{1, 1, 1, 0, 0, 0})
	k, err := ebm.NewClampedGibbs(m, held)
	check(err)
	chains, rng := ebm.NewMatrix(2, 6), ebm.NewRand(1)
	copy(chains.Row(1), []float32{1, 1, 1, 0, 0, 0}) // its left half is on
	for range 50 {
		k.Step(chains, rng)
	}
	fmt.Println(chains.Row(0))
	fmt.Println(chains.Row(1))
	// Output:
	// [0 0 0 0 0 0]
	// [1 1 1 1 1 1]
}

// Gibbs chains that start in one of two modes stay there. With replicas at other
// temperatures they visit both.
func ExampleParallelTempering() {
	m := pairs()
	betas, err := ebm.TuneBetas(context.Background(), m, ebm.TuneSettings{Rate: 0.5}, ebm.NewRand(1))
	check(err)
	tempering, err := ebm.NewParallelTempering(m, betas, nil)
	check(err)
	for _, k := range []ebm.Kernel{ebm.NewGibbs(m), tempering} {
		chains, rng, on := ebm.NewMatrix(100, 6), ebm.NewRand(2), 0.0
		for range 100 {
			k.Step(chains, rng)
		}
		for i := range chains.Rows {
			on += chains.At(i, 0) / 100
		}
		fmt.Printf("%T: both modes %v\n", k, on > 0.3 && on < 0.7)
	}
	// Output:
	// *ebm.Gibbs: both modes false
	// *ebm.ParallelTempering: both modes true
}

// A free energy is all that Metropolis needs: here that of units that repel
// their neighbours.
func ExampleMetropolis() {
	k, err := ebm.NewMetropolis(ring{8}, ebm.Flips(1))
	check(err)
	k.K = 8 // a sweep
	chains := ebm.NewMatrix(1, 8)
	for rng := ebm.NewRand(1); (ring{8}).energy(chains.Row(0)) > -16; {
		k.Step(chains, rng)
	}
	fmt.Println(chains.At(0, 0) == chains.At(0, 2), chains.At(0, 0) == chains.At(0, 1))
	// Output: true false
}

type ring struct{ units int }

func (r ring) NumVisible() int { return r.units }

func (r ring) FreeEnergy(dst []float64, v ebm.Matrix) {
	for i := range dst {
		dst[i] = r.energy(v.Row(i))
	}
}

// energy is -2 for each pair of neighbours that differ.
func (r ring) energy(v []float32) (f float64) {
	for i, x := range v {
		if x != v[(i+1)%len(v)] {
			f -= 2
		}
	}
	return f
}
