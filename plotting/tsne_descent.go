package plotting

import (
	"fmt"
	"math"
	"sync"
)

// tsneDescent is the state of the descent: positions, velocities and gains, x and y of each point in turn.
type tsneDescent struct {
	p                        pairs
	y, velocity, gain, slope []float64
	stripes                  []tsneStripe
}

// tsneStripe sums up the pairs of every few rows. Their number is fixed, and they are added in order, so that the sums
// do not depend on the number of processors.
type tsneStripe struct {
	pull, push []float64 // of each coordinate
	z          float64   // Σ_{i<j} 1 / (1 + |y_i - y_j|²)
}

const tsneStripes = 8

func newTSNEDescent(p pairs, y []float64) *tsneDescent {
	d := &tsneDescent{p: p, y: y, velocity: make([]float64, len(y)), gain: make([]float64, len(y)), slope: make([]float64, len(y))}
	for i := range d.gain {
		d.gain[i] = 1
	}
	for range tsneStripes {
		d.stripes = append(d.stripes, tsneStripe{pull: make([]float64, len(y)), push: make([]float64, len(y))})
	}
	return d
}

// gradient stores dC/dy in slope, C = KL(P‖Q) with all p multiplied by exaggeration:
//
//	dC/dy_i = 4 Σ_j (p_ij - q_ij) (y_i - y_j) w_ij,  w_ij = 1 / (1 + |y_i - y_j|²),  q_ij = w_ij / Σ_{k≠l} w_kl.
//
// The sum over p pulls, that over q pushes; the normalisation of q is known when both sums are.
func (d *tsneDescent) gradient(exaggeration float64) {
	var group sync.WaitGroup
	for s := range d.stripes {
		group.Go(func() { d.sum(s) })
	}
	group.Wait()
	z := 0.0
	for _, s := range d.stripes {
		z += 2 * s.z
	}
	for i := range d.slope {
		var pull, push float64
		for _, s := range d.stripes {
			pull += s.pull[i]
			push += s.push[i]
		}
		d.slope[i] = 4 * (exaggeration*pull - push/z)
	}
}

// sum adds up the pairs of rows s, s+8, s+16, ...
func (d *tsneDescent) sum(s int) {
	stripe := &d.stripes[s]
	clear(stripe.pull)
	clear(stripe.push)
	y, pull, push := d.y, stripe.pull, stripe.push
	z := 0.0
	for i := s; i < d.p.n; i += tsneStripes {
		yi0, yi1 := y[2*i], y[2*i+1]
		var pull0, pull1, push0, push1 float64
		k := 2*i + 2
		for _, p := range d.p.row(i) {
			d0, d1 := yi0-y[k], yi1-y[k+1]
			w := 1 / (1 + d0*d0 + d1*d1)
			z += w
			a, b := p*w, w*w
			pull0 += a * d0
			pull1 += a * d1
			push0 += b * d0
			push1 += b * d1
			pull[k] -= a * d0
			pull[k+1] -= a * d1
			push[k] -= b * d0
			push[k+1] -= b * d1
			k += 2
		}
		pull[2*i] += pull0
		pull[2*i+1] += pull1
		push[2*i] += push0
		push[2*i+1] += push1
	}
	stripe.z = z
}

// When momentum rises and exaggeration ends.
const (
	tsneEarly     = 100
	tsneEarlyPart = 4
)

// step moves all points once: momentum, and a gain for each coordinate that grows while the gradient keeps its sign.
func (d *tsneDescent) step(s TSNESettings, step int) error {
	exaggeration, momentum := 1.0, 0.8
	if step < min(tsneEarly, s.Iterations/tsneEarlyPart) {
		exaggeration, momentum = s.Exaggeration, 0.5
	}
	d.gradient(exaggeration)
	for i, g := range d.slope {
		if g*d.velocity[i] < 0 {
			d.gain[i] += 0.2
		} else {
			d.gain[i] = max(0.8*d.gain[i], 0.01)
		}
		d.velocity[i] = momentum*d.velocity[i] - s.LearningRate*d.gain[i]*g
		d.y[i] += d.velocity[i]
	}
	center(d.y)
	for _, v := range d.y {
		if !isFinite(v) {
			return fmt.Errorf("plotting: TSNE diverged at step %d: lower LearningRate (%v) or Exaggeration (%v)", step+1, s.LearningRate, s.Exaggeration)
		}
	}
	return nil
}

// center moves the mean of the points to zero.
func center(y []float64) {
	var mean [2]float64
	for i, v := range y {
		mean[i%2] += v / float64(len(y)/2)
	}
	for i := range y {
		y[i] -= mean[i%2]
	}
}

// divergence returns KL(P‖Q) in nats.
func (d *tsneDescent) divergence() float64 {
	var z, kl float64
	for i := range d.p.n {
		for k, p := range d.p.row(i) {
			w := d.weight(i, i+1+k)
			z += 2 * w
			if p > 0 {
				kl += 2 * p * math.Log(p/w)
			}
		}
	}
	return kl + math.Log(z) // Σ p = 1
}

// weight is 1 / (1 + |y_i - y_j|²).
func (d *tsneDescent) weight(i, j int) float64 {
	d0, d1 := d.y[2*i]-d.y[2*j], d.y[2*i+1]-d.y[2*j+1]
	return 1 / (1 + d0*d0 + d1*d1)
}
