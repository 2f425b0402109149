package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// TestSite: pages follow the notebooks; what is wrong with one is shown until it is right again.
func TestSite(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{"01_a": {"!echo 1"}})
	path := filepath.Join(root, "notebooks", "01_a.ipynb")
	s := &site{tool: &tool{folder: filepath.Join(root, "notebooks")}}
	defer s.remove()
	server := httptest.NewServer(s)
	defer server.Close()

	right := readFile(t, path)
	for _, tc := range []struct {
		text, page string
		status     int
		want       string
	}{
		{right, "/", 200, "01_a.html"},
		{right, "/01_a.html", 200, "A title"},
		{right, "/none.html", 404, ""},
		{strings.ReplaceAll(right, "A title", "Another title"), "/01_a.html", 200, "Another title"},
		{right[:50], "/01_a.html", 500, "01_a.ipynb: line 1"},
		{right + "\n", "/01_a.html", 200, "A title"},
	} {
		write(t, path, tc.text)
		if status, body := get(t, server.URL+tc.page); status != tc.status || !strings.Contains(body, tc.want) {
			t.Errorf("%s: %d, want %d with %q", tc.page, status, tc.status, tc.want)
		}
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string][]string{"01_a": {"!echo 1"}})
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan int)
	go func() { ended <- command(ctx, root, []string{"serve", "-addr", "localhost:0"}, in, io.Discard) }()
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	url := strings.Fields(string(line[:n]))[2]
	if status, body := get(t, url); status != 200 || !strings.Contains(body, "01_a.html") {
		t.Errorf("%s: %d", url, status)
	}
	cancel()
	select {
	case status := <-ended:
		if status != 0 {
			t.Errorf("status %d", status)
		}
	case <-time.After(5 * time.Second):
		t.Error("it does not end")
	}
}
