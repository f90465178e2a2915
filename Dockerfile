# Usher as one static file in an otherwise empty image, running as nobody.
#
#   docker build -t usher .
#   docker run -p 127.0.0.1:8080:8080 -v usher:/data usher
#
# Without USHER_DATABASE_URL it keeps a SQLite file in /data.

FROM golang:1.26-bookworm AS build
WORKDIR /src
# The modules change seldom: a layer of their own keeps rebuilds short.
COPY go.mod go.sum ./
RUN go mod download
# With .git, from which `usher version` knows its commit; without it the version is "devel".
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/usher ./cmd/usher
RUN mkdir /out/data

FROM scratch AS usher
# For TLS to PostgreSQL and to other services.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
# The one folder that Usher may write to.
COPY --from=build --chown=65534:65534 /out/data /data
COPY --from=build /out/usher /usher
# nobody, by number: there is no /etc/passwd.
USER 65534:65534
WORKDIR /data
# On a container's own loopback nobody could call it. SQLite's temporary files go
# beside the data: an empty image has no /tmp.
ENV USHER_LISTEN=0.0.0.0:8080 TMPDIR=/data
EXPOSE 8080
ENTRYPOINT ["/usher"]
CMD ["serve"]

# The same with something that asks whether the server is ready, for docker-compose.yml.
FROM usher AS development
COPY --from=busybox:1.37-musl /bin/busybox /bin/wget

# What is built unless another target is named.
FROM usher
