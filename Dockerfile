# The image of the operator: one static binary and the certificates of the public authorities, run as nobody in particular.
#
# No test of this repository builds or runs this file, since none of them needs a container engine; they run the same
# binary as a process. Both base images are arguments, for those who keep mirrors or want a distroless base:
#
#   docker build --build-arg BUILDER_IMAGE=… --build-arg BASE_IMAGE=… -t supervision-operator .

ARG BUILDER_IMAGE=golang:1.26
ARG BASE_IMAGE=scratch

FROM --platform=${BUILDPLATFORM} ${BUILDER_IMAGE} AS builder
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src

# The modules first: they change less often than the code, and stay cached.
COPY go.mod go.sum ./
RUN go mod download

COPY api/ api/
COPY cmd/ cmd/
COPY controllers/ controllers/
COPY internal/ internal/
ARG VERSION=unreleased
RUN CGO_ENABLED=0 GOOS=${TARGETOS} GOARCH=${TARGETARCH} \
    go build -buildvcs=false -trimpath -ldflags="-s -w -X github.com/jianguan/supervision-operator/cmd/internal/version.release=${VERSION}" -o /out/operator ./cmd/operator

FROM ${BASE_IMAGE}
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=builder /out/operator /operator
USER 65532:65532
ENTRYPOINT ["/operator"]
