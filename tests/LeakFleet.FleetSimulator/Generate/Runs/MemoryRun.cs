using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Memory, threads and descriptors of one process, as the kernel counts them.</summary>
internal sealed class MemoryRun
{
    /// <summary>The GC gives memory back slowly: what it no longer needs goes with this time constant.</summary>
    private const double DecommitHours = 1.5;

    private const double NoiseHours = 1;

    private readonly ServicePlan _service;
    private readonly ProcessPlan _process;
    private readonly Rng _rng;
    private Noise _native;
    private Noise _free;
    private Noise _counts;
    private double _committed;
    private long _lastUnixMilliseconds;

    public MemoryRun(ServicePlan service, ProcessPlan process, Rng rng)
    {
        (_service, _process, _rng) = (service, process, rng);
        _native.Begin(rng);
        _free.Begin(rng);
        _counts.Begin(rng);
    }

    /// <summary>Part of the limit in use when last looked at.</summary>
    public double UsedShare { get; private set; }

    public double FreeBytes(long t) => Envelope.FreeBytes(_service, _process, t) * Math.Max(0.3, 1 + 0.08 * _free.Value);

    public double ManagedBytes(long t) => Envelope.ManagedBytes(_service, _process, t);

    public ProcessMemory Look(long t)
    {
        var hours = (double)(t - _lastUnixMilliseconds) / Clock.Hour;
        _lastUnixMilliseconds = t;
        var keep = Noise.Keep(hours, NoiseHours);
        _native.Step(_rng, keep);
        _free.Step(_rng, keep);
        _counts.Step(_rng, keep);

        var model = _service.Memory;
        var load = _service.Load.Lasting(t) * _process.LoadFactor;
        var needed = Envelope.CommittedBytes(_service, ManagedBytes(t), FreeBytes(t));
        _committed = needed >= _committed ? needed : needed + (_committed - needed) * Noise.Keep(hours, DecommitHours);
        var native = Envelope.NativeBytes(_service, _process, t) * (1 + model.NativeNoise * _native.Value);
        var anonymous = _committed * 0.985 + native;
        var usage = Envelope.UsageBytes(_service, anonymous);
        // Above its limit a process does not get: it ends.
        if (usage > _service.LimitBytes) (anonymous, usage) = (anonymous - (usage - _service.LimitBytes), _service.LimitBytes);
        UsedShare = usage / _service.LimitBytes;

        var threads = model.Threads + model.ThreadsPerLoad * load * (1 + 0.1 * _counts.Value);
        var descriptors = model.FileDescriptors + model.FileDescriptorsPerLoad * load * (1 + 0.1 * _counts.Value);
        for (var i = 0; i < _service.Leaks.Count; i++)
        {
            var units = Envelope.Units(_service, _process, i, t);
            threads += units * _service.Leaks[i].Unit.Threads;
            descriptors += units * _service.Leaks[i].Unit.FileDescriptors;
        }

        return new ProcessMemory(
            (long)anonymous,
            (long)model.FileBytes,
            (long)_committed,
            (long)Math.Max(5, threads + _rng.Normal()),
            (long)Math.Max(10, descriptors + 2 * _rng.Normal()),
            _service.LimitBytes,
            (long)usage,
            NodeMemoryBytes,
            NodeMemoryBytes / 3);
    }

    private const long NodeMemoryBytes = 64L << 30;
}
