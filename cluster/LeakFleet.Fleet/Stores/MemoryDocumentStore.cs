using System.Collections.Concurrent;

namespace LeakFleet.Fleet;

/// <summary>Documents for as long as the process runs.</summary>
public sealed class MemoryDocumentStore : IDocumentStore
{
    private readonly ConcurrentDictionary<string, byte[]> _documents = new(StringComparer.Ordinal);

    public ValueTask<byte[]?> Read(string name, CancellationToken cancellation = default) => new(_documents.GetValueOrDefault(DocumentName.Checked(name)));

    public ValueTask Write(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        _documents[DocumentName.Checked(name)] = bytes.ToArray();
        return ValueTask.CompletedTask;
    }

    public ValueTask Delete(string name, CancellationToken cancellation = default)
    {
        _documents.TryRemove(DocumentName.Checked(name), out _);
        return ValueTask.CompletedTask;
    }
}
