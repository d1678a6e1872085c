using LeakFleet.Database;
using LeakFleet.Fleet;

namespace LeakFleet.Silo.State;

/// <summary>Alerts and reports as all silos share them: each reads them, and the one that runs the rounds writes them.</summary>
internal sealed class DatabaseDocuments(DocumentTable table) : IDocumentStore
{
    /// <summary>Another silo runs the rounds by now: who writes under an older turn learns it by this.</summary>
    public event Action? Superseded;

    /// <exception cref="IOException">The database cannot be reached, or is in trouble.</exception>
    public async Task TakeTurn(CancellationToken cancellation) => await Guarded(async () =>
    {
        await table.TakeTurn(cancellation);
        return true;
    });

    public async ValueTask<byte[]?> Read(string name, CancellationToken cancellation = default) => await Guarded(() => table.Read(DocumentName.Checked(name), cancellation));

    public async ValueTask Write(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        if (!await Guarded(() => table.TryWrite(DocumentName.Checked(name), bytes, cancellation))) throw Lost();
    }

    public async ValueTask Delete(string name, CancellationToken cancellation = default)
    {
        if (!await Guarded(() => table.TryDelete(DocumentName.Checked(name), cancellation))) throw Lost();
    }

    private static async Task<T> Guarded<T>(Func<Task<T>> access)
    {
        try
        {
            return await access();
        }
        catch (DatabaseException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private IOException Lost()
    {
        Superseded?.Invoke();
        return new IOException("another silo runs the rounds of alerts and reports");
    }
}
