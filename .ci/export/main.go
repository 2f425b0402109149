// Command export writes random RBMs as safetensors files and, beside each, what
// ebm computes from it as JSON, for .ci/compare.py to compute again in float64.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

type numbers struct {
	V, H         [][]float64
	FreeEnergy   []float64
	Energy       []float64
	LogPartition float64
	HiddenMean   [][]float64
	VisibleMean  [][]float64
	Gradient     map[string][][]float64 // of the mean free energy of V
	Exact        map[string][][]float64 // of the mean negative log-likelihood of V
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	for seed, size := range [][2]int{{1, 1}, {5, 3}, {8, 12}, {12, 8}, {784, 10}, {300, 14}} {
		export(filepath.Join(os.Args[1], fmt.Sprint(seed)), uint64(seed), size[0], size[1])
	}
}

func export(path string, seed uint64, visible, hidden int) {
	rng := ebm.NewRand(seed)
	m := ebm.NewBernoulliRBM(visible, hidden, rng)
	for _, p := range m.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(0.5 * rng.NormFloat64())
		}
	}
	v, h := ebm.NewMatrix(20, visible), ebm.NewMatrix(20, hidden)
	for _, x := range [][]float32{v.Data, h.Data} {
		for i := range x {
			x[i] = float32(rng.IntN(2))
		}
	}
	n := numbers{V: rows(v), H: rows(h), FreeEnergy: make([]float64, 20), Energy: make([]float64, 20)}
	m.FreeEnergy(n.FreeEnergy, v)
	m.Energy(n.Energy, v, h)
	hm, vm := ebm.NewMatrix(20, hidden), ebm.NewMatrix(20, visible)
	m.HiddenMean(hm, v)
	m.VisibleMean(vm, h)
	n.HiddenMean, n.VisibleMean = rows(hm), rows(vm)
	var err error
	n.LogPartition, err = ebm.LogPartition(m)
	check(err)
	n.Gradient = gradient(m, func(g []ebm.Param) { m.AddGrad(g, 1, v, nil) })
	exact, err := ebm.NewExact(m)
	check(err)
	n.Exact = gradient(m, func(g []ebm.Param) { exact.AddGrad(g, 1, v, nil) })
	text, err := json.Marshal(n)
	check(err)
	check(os.WriteFile(path+".json", text, 0o644))
	check(ebm.Save(path+".safetensors", m))
}

func gradient(m *ebm.RBM, add func([]ebm.Param)) map[string][][]float64 {
	var g []ebm.Param
	for _, p := range m.Params() {
		g = append(g, ebm.Param{Name: p.Name, Value: ebm.NewMatrix(p.Value.Rows, p.Value.Cols)})
	}
	add(g)
	named := map[string][][]float64{}
	for _, p := range g {
		named[p.Name] = rows(p.Value)
	}
	return named
}

func rows(m ebm.Matrix) [][]float64 {
	out := make([][]float64, m.Rows)
	for i := range out {
		for _, x := range m.Row(i) {
			out[i] = append(out[i], float64(x))
		}
	}
	return out
}
