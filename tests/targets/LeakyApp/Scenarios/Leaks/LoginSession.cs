namespace LeakyApp.Scenarios.Leaks;

internal sealed class LoginSession : IDisposable
{
    /// <summary>Long enough that the timers cost no CPU, as in the services where nobody notices them.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(20);

    private readonly string _user;
    private readonly byte[] _token = Payload.Bytes(1000);
    private readonly Timer _refresh;

    public LoginSession(string user)
    {
        _user = user;
        // The runtime's timer queue holds the callback, the callback this session, and this session the timer: only Dispose would end it.
        _refresh = new Timer(Refresh, null, RefreshInterval, RefreshInterval);
    }

    public void Dispose() => _refresh.Dispose();

    private void Refresh(object? state) => _token[0] = (byte)_user.Length;
}
