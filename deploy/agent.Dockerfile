# The agent. From the top of the repository: docker build -f deploy/agent.Dockerfile -t leakfleet-agent .
# For a release add --build-arg VERSION=… --build-arg REVISION=$(git rev-parse HEAD), which become labels, and the time of the commit for all files instead of that of the
# build: podman's --timestamp $(git log -1 --format=%ct), or SOURCE_DATE_EPOCH with BuildKit's rewrite-timestamp=true.
# It runs on the shared runtime, whose `dotnet` starts the helper that loads the debugger access library of a watched process: that library comes from the
# process's own .NET 8, 9 or 10, so the image needs none of its own.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled

FROM ${SDK} AS build
WORKDIR /source
COPY . .
# The version of the runtime is the base image's; ReadyToRun spares the agent and each helper the compilation of what they run once.
RUN dotnet publish cluster/LeakFleet.Cli -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:DebugType=none -p:ContinuousIntegrationBuild=true -o /app \
 && rm -rf /app/demo /app/amd64 /app/arm64 /app/x86 \
 && chmod -R a+rX,go-w /app

FROM ${RUNTIME}
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.title="LeakFleet agent" \
      org.opencontainers.image.description="Watches the .NET processes of a node for slow memory leaks, from outside and without pausing them" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /app /opt/leakfleet
# No diagnostic socket of its own: a process that reads others is not to be read through one. A small heap rather than a fast one: without it the youngest
# generation alone grows to a sixth of the container's limit; in pieces of 1 MB, of which each that is empty goes back, and with arrays of up to 512 KB, a walk's
# for the most part, collected young. What is compiled ahead stays so: compiled again, it was 10 MB for code that waits most of the time (what counts objects is
# compiled for this machine at once). What native code frees goes back to the system: a walk's buffers, and the compiler's.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_TieredPGO=0 \
    DOTNET_TC_CallCounting=0 \
    DOTNET_GCgen0size=100000 \
    DOTNET_GCRegionSize=100000 \
    DOTNET_GCLOHThreshold=80000 \
    DOTNET_GCConserveMemory=7 \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=131072 \
    MALLOC_TRIM_THRESHOLD_=131072
# Root, or the two capabilities that the chart leaves it would not survive the start of the program. Nothing in the image is writable to it there.
USER 0
# No HEALTHCHECK: a process that asks takes a quarter of the agent's memory limit, from the agent's own. `--metrics ADDRESS:PORT` answers /healthz, which Kubernetes probes.
ENTRYPOINT ["/opt/leakfleet/leakfleet"]
CMD ["agent"]
