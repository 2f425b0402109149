package ebm_test

import (
	"context"
	"fmt"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// Real units shift with their input; their variance is 1.
func ExampleGaussian() {
	l := ebm.NewGaussian(2)
	copy(l.Bias, []float32{1, -1})
	in, mean := ebm.NewMatrix(1, 2), ebm.NewMatrix(1, 2)
	in.Row(0)[0] = 0.5
	l.Mean(mean, in)
	cgf := make([]float64, 1)
	l.CGF(cgf, in)
	fmt.Println(mean.Row(0))
	fmt.Printf("%.4f\n", cgf[0]-math.Log(2*math.Pi)) // (1.5² + 1²)/2
	// Output:
	// [1.5 -1]
	// 1.6250
}

// A die is one unit of six states.
func ExamplePotts() {
	die := ebm.NewPotts(1, 6)
	for s := range die.Bias {
		die.Bias[s] = float32(math.Log(float64(1 + s))) // loaded: s+1 times as often
	}
	p := ebm.NewMatrix(1, 6)
	die.Mean(p, p)
	fmt.Printf("%.3f\n", p.Row(0))
	roll := ebm.NewMatrix(1, 6)
	die.Sample(roll, roll, ebm.NewRand(2))
	fmt.Println(roll.Row(0))
	// Output:
	// [0.048 0.095 0.143 0.190 0.238 0.286]
	// [0 0 1 0 0 0]
}

// A machine that has learned pictures beside their labels names a picture: it
// samples the label with the pixels held.
func ExampleJoined() {
	pictures := [][]float32{
		{1, 1, 0, 0, 1, 0}, // four pixels: the upper half; label 0
		{0, 0, 1, 1, 0, 1}, // the lower half; label 1
	}
	data := ebm.NewMatrix(200, 6)
	for i := range data.Rows {
		copy(data.Row(i), pictures[i%2])
	}
	rng := ebm.NewRand(1)
	visible := ebm.NewJoined(ebm.NewBernoulli(4), ebm.NewPotts(1, 2))
	m := ebm.NewRBM(visible, ebm.NewBernoulli(3), rng)
	check(m.InitVisible(data))
	_, err := ebm.Train(context.Background(), ebm.NewCD(m, 1), data,
		ebm.Settings{Epochs: 100, BatchSize: 20, LearningRate: 0.1}, rng)
	check(err)
	fmt.Println(m)

	v, held := ebm.NewMatrix(100, 6), ebm.NewMatrix(1, 6)
	for i := range v.Rows {
		copy(v.Row(i), []float32{0, 0, 1, 1, 1, 0}) // a wrong label to start with
	}
	copy(held.Row(0), []float32{1, 1, 1, 1, 0, 0})
	gibbs, err := ebm.NewClampedGibbs(m, held)
	check(err)
	for range 20 {
		gibbs.Step(v, rng)
	}
	ones := float32(0)
	for i := range v.Rows {
		ones += v.Row(i)[5]
	}
	fmt.Println("most chains say 1:", ones > 90)
	// Output:
	// RBM 6-3 (Bernoulli+Potts, Bernoulli)
	// most chains say 1: true
}

// What a joined layer is able to do follows from its parts.
func ExampleAbility() {
	pixels, numbers, label := ebm.NewBernoulli(4), ebm.NewGaussian(2), ebm.NewPotts(1, 3)
	for _, l := range []ebm.Layer{ebm.NewJoined(pixels, label), ebm.NewJoined(pixels, numbers)} {
		if e, ok := ebm.Ability[ebm.Enumerator](l); ok {
			fmt.Printf("%v: %.0f states\n", l, math.Exp(e.LogStates()))
		} else {
			fmt.Printf("%v: no list of states\n", l)
		}
	}
	// Output:
	// Bernoulli+Potts: 48 states
	// Bernoulli+Gaussian: no list of states
}
