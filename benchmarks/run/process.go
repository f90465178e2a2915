package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// build compiles a command of this module into the folder.
func build(ctx context.Context, folder, command string) (string, error) {
	binary := filepath.Join(folder, filepath.Base(command))
	out, err := exec.CommandContext(ctx, "go", "build", "-o", binary,
		"github.com/usher-id/usher/"+command).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", command, err, out)
	}
	return binary, nil
}

// process is a server under test.
type process struct {
	command *exec.Cmd
	log     *os.File
	ended   chan error // receives once
}

// launch starts a server and waits until it answers HTTP at the URL.
func launch(ctx context.Context, folder, url, binary string, args ...string) (*process, error) {
	log, err := os.Create(filepath.Join(folder, filepath.Base(binary)+".log"))
	if err != nil {
		return nil, err
	}
	p := &process{command: exec.Command(binary, args...), log: log, ended: make(chan error, 1)}
	p.command.Stdout, p.command.Stderr = log, log
	if err := p.command.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	go func() { p.ended <- p.command.Wait() }()

	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		select {
		case <-ctx.Done():
			return nil, errors.Join(context.Cause(ctx), p.stop())
		case err := <-p.ended:
			p.ended <- err
			return nil, errors.Join(fmt.Errorf("%s ended at once:\n%s", filepath.Base(binary), p.lastWords()), p.stop())
		case <-time.After(50 * time.Millisecond):
		}
		if answers(ctx, url) {
			return p, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%s did not answer within 30 s:\n%s", filepath.Base(binary), p.lastWords()),
		p.stop())
}

// answers reports whether something speaks HTTP there, whatever it says.
func answers(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil
}

// stop ends the process, by force if it does not go when asked.
func (p *process) stop() error {
	_ = p.command.Process.Signal(syscall.SIGTERM) // fails only if it is gone already
	select {
	case <-p.ended:
	case <-time.After(15 * time.Second):
		_ = p.command.Process.Kill()
		<-p.ended
	}
	return p.log.Close()
}

func (p *process) lastWords() []byte {
	text, err := os.ReadFile(p.log.Name())
	if err != nil {
		return nil
	}
	return text[max(0, len(text)-2000):]
}

// freeAddress finds a port of the loopback that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
