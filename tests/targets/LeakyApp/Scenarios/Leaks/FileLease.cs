namespace LeakyApp.Scenarios.Leaks;

/// <summary>Gives its lease back in the finalizer, over a connection that hangs.</summary>
internal sealed class FileLease(ManualResetEventSlim connection, string path)
{
    private readonly byte[] _buffer = Payload.Bytes(1000);

    ~FileLease()
    {
        connection.Wait();
        _buffer[0] = (byte)path.Length;
    }
}
