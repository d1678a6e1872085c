namespace LeakFleet.Fleet;

/// <summary>
/// Small named documents that outlive the process: alerts, notices that still have to be sent, reports. Names are lower-case letters, digits, '-' and '.',
/// in at most three parts between '/'. A write is whole or not at all.
/// </summary>
public interface IDocumentStore
{
    /// <summary>The newest bytes under the name; null when there are none.</summary>
    /// <exception cref="IOException">The store cannot be read now.</exception>
    ValueTask<byte[]?> Read(string name, CancellationToken cancellation = default);

    /// <summary>When it returns, the bytes survive a crash.</summary>
    /// <exception cref="IOException">The store cannot be written now; what was there before is unchanged.</exception>
    ValueTask Write(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default);

    /// <exception cref="IOException">The store cannot be written now.</exception>
    ValueTask Delete(string name, CancellationToken cancellation = default);
}
