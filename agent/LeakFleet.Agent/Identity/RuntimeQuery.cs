using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using LeakFleet.Agent.Discovery;

namespace LeakFleet.Agent.Identity;

/// <summary>
/// The diagnostic port's ProcessInfo2 command (dotnet/diagnostics, documentation/design-docs/ipc-protocol.md): the entry assembly and the runtime
/// version. Spoken directly because the client library keeps that command internal, reads without a bound, and cannot tell who answers.
/// </summary>
internal static class RuntimeQuery
{
    private const int HeaderBytes = 20;
    private const int StringCharsMax = 8 * 1024;
    private const byte CommandSetProcess = 0x04;
    private const byte CommandProcessInfo2 = 0x04;
    private const byte CommandSetServer = 0xFF;
    private const byte ResponseOk = 0x00;

    private const int SocketLevel = 1;
    private const int OptionPeerCredentials = 17;

    /// <summary>Asks, and checks that the process which listens is <paramref name="pid"/> and no other that left a socket of this name.</summary>
    public static async Task<RuntimeAnswer> AskAsync(DiagnosticSocket socket, int pid, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket.ConnectPath), limit.Token);
            if (PeerPid(connection) is var peer && peer != pid) return RuntimeAnswer.Foreign(peer);
            await connection.SendAsync(Request(), limit.Token);
            var header = new byte[HeaderBytes];
            await ReadExactlyAsync(connection, header, limit.Token);
            if (!IsOk(header, out var length)) return RuntimeAnswer.Fault("its runtime does not know the ProcessInfo command (.NET 6 or later does)");
            var payload = new byte[length];
            await ReadExactlyAsync(connection, payload, limit.Token);
            return TryParse(payload, out var info) ? new RuntimeAnswer(info, null) : RuntimeAnswer.Fault("its runtime answered ProcessInfo in an unknown form");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            return RuntimeAnswer.Fault($"cannot connect to its diagnostic socket: {Capability.Denial}");
        }
        catch (SocketException e)
        {
            return RuntimeAnswer.Fault($"its diagnostic socket does not answer ({e.SocketErrorCode})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return RuntimeAnswer.Fault($"its diagnostic socket did not answer within {timeout.TotalSeconds:0} s");
        }
        catch (EndOfStreamException)
        {
            return RuntimeAnswer.Fault("its runtime closed the diagnostic connection");
        }
    }

    /// <summary>Payload: pid u64, runtime cookie 16 bytes, then command line, OS, architecture, entry assembly, runtime version.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> payload, out RuntimeInfo info)
    {
        info = RuntimeInfo.Unknown;
        if (payload.Length < 24) return false;
        var rest = payload[24..];
        for (var skipped = 0; skipped < 3; skipped++)
            if (!TryReadString(ref rest, out _)) return false;
        if (!TryReadString(ref rest, out var entry) || !TryReadString(ref rest, out var version)) return false;
        // "10.0.12 @Commit: …" or "10.0.12+sha" in some builds.
        var end = version.AsSpan().IndexOfAny(" +@");
        info = new RuntimeInfo(WireText.CleanName(entry, 128), WireText.CleanName(end < 0 ? version : version[..end], 128));
        return true;
    }

    // A count of UTF-16 units with the closing zero, then the units.
    private static bool TryReadString(ref ReadOnlySpan<byte> rest, out string text)
    {
        text = "";
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(rest, out var units) || units > StringCharsMax || rest.Length - 4 < units * 2) return false;
        text = Encoding.Unicode.GetString(rest.Slice(4, (int)units * 2)).TrimEnd('\0');
        rest = rest[(4 + (int)units * 2)..];
        return true;
    }

    // Magic (14 bytes), size of the whole u16, command set u8, command u8, reserved u16.
    private static byte[] Request()
    {
        var request = new byte[HeaderBytes];
        "DOTNET_IPC_V1\0"u8.CopyTo(request);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(14), HeaderBytes);
        request[16] = CommandSetProcess;
        request[17] = CommandProcessInfo2;
        return request;
    }

    private static bool IsOk(ReadOnlySpan<byte> header, out int payloadBytes)
    {
        payloadBytes = BinaryPrimitives.ReadUInt16LittleEndian(header[14..]) - HeaderBytes;
        return header.StartsWith("DOTNET_IPC_V1\0"u8) && header[16] == CommandSetServer && header[17] == ResponseOk && payloadBytes >= 0;
    }

    // struct ucred { pid, uid, gid }: of the process that called listen(2), translated to our pid namespace.
    private static int PeerPid(Socket connection)
    {
        Span<byte> credentials = stackalloc byte[12];
        connection.GetRawSocketOption(SocketLevel, OptionPeerCredentials, credentials);
        return BinaryPrimitives.ReadInt32LittleEndian(credentials);
    }

    private static async Task ReadExactlyAsync(Socket connection, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (buffer.Length > 0)
        {
            var read = await connection.ReceiveAsync(buffer, cancellation);
            if (read == 0) throw new EndOfStreamException();
            buffer = buffer[read..];
        }
    }
}
