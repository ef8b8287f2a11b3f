import DefaultTheme from 'vitepress/theme';
import 'trace-player';

export default DefaultTheme;
