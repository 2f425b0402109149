package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gonb-ebm/gonb-ebm/notebooks/internal/course"
)

// serve shows the course until ctx is done.
func (t *tool) serve(ctx context.Context) error {
	listener, err := net.Listen("tcp", t.addr)
	if err != nil {
		return err
	}
	s := &site{tool: t}
	defer s.remove()
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	fmt.Fprintf(t.out, "The course: http://%s/ (Ctrl-C ends)\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// site is the course, rendered again when a notebook has changed.
type site struct {
	tool *tool

	mu    sync.Mutex
	stamp string // of the files that dir is made from
	dir   string
}

// ServeHTTP serves a page, or says why there is none.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock() // a folder must not go while it is read; one reader is the rule
	if err := s.update(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	http.FileServer(http.Dir(s.dir)).ServeHTTP(w, r)
}

func (s *site) update() error {
	stamp, err := s.tool.stamp()
	if err != nil || stamp == s.stamp {
		return err
	}
	pages, err := s.tool.collect(nil)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "course_")
	if err != nil {
		return err
	}
	if err := course.Write(dir, pages); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	old := s.dir
	s.dir, s.stamp = dir, stamp
	if old == "" {
		return nil
	}
	return os.RemoveAll(old)
}

func (s *site) remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}

// stamp changes when a notebook does.
func (t *tool) stamp() (string, error) {
	paths, err := t.all()
	if err != nil {
		return "", err
	}
	stamp := ""
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return "", err
		}
		stamp += fmt.Sprintln(p, info.Size(), info.ModTime().UnixNano())
	}
	return stamp, nil
}
